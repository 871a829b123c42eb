"""An overview's page: a frame for each group, in rows, neighbours near each other; then the lines between frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point
from pgworkbench.diagram.grid import Rectangle
from pgworkbench.diagram.measure import text_width
from pgworkbench.diagram.packing import Packed, Size, fit, pack
from pgworkbench.diagram.parts import Part, lay_out_all, moved
from pgworkbench.diagram.ranks import End, Numbered
from pgworkbench.diagram.routing import Page, route
from pgworkbench.diagram.shape import Shape

TITLE_SIZE = 14
_TITLE_ABOVE, _TITLE_HEIGHT = 7.0, 22.0  # between a frame and its title, and how high that is
_LEFT, _TOP, _RIGHT, _BOTTOM = 14.0, 38.0, 14.0, 16.0  # between a frame and its tables' gutters
_TRACK = 10.0  # between lines in the gap between frames
_LEAST_TRACKS, _MOST_TRACKS = 3, 8
_PULL = 0.2  # what a pixel between two joined groups counts beside a pixel of the page
_EXACT = 12  # groups up to which every order is packed anew


@dataclass(frozen=True, slots=True)
class Frame:
    """A group's frame."""

    group: str
    box: Rectangle

    @property
    def title(self) -> Rectangle:
        """Where its title stands: at its left top."""
        left, top = self.box.left + _LEFT, self.box.top - _TITLE_ABOVE
        return Rectangle(left, top - _TITLE_HEIGHT, left + _title_width(self.group), top)


@dataclass(frozen=True, slots=True)
class Framed:
    """Everything in its place."""

    shapes: Mapping[Name, Shape]
    centres: Mapping[Name, Point]
    lines: Mapping[int, Curve]
    frames: tuple[Frame, ...]
    size: Size


def frame(groups: Mapping[str, Sequence[Name]], shapes: Mapping[Name, Shape], links: Sequence[Numbered]) -> Framed:
    """Lay out each group, place the groups, and join them."""
    home = {name: group for group, names in groups.items() for name in names}
    outer = [link for link in links if home[link[1].parent] != home[link[1].child]]
    parts = {}
    for group, names in groups.items():
        inner = [link for link in links if home[link[1].parent] == home[link[1].child] == group]
        parts[group] = lay_out_all({name: shapes[name] for name in names}, inner)
    pairs = Counter(tuple(sorted((home[link.parent], home[link.child]))) for _, link in outer)
    gap = _TRACK * (1 + min(max(_LEAST_TRACKS, len(outer) // 3), _MOST_TRACKS))
    framed = _joined({group: parts[group] for group in _ordered(parts, pairs, gap)}, gap)
    if not outer:
        return framed
    lines = {**framed.lines, **route(_page(framed, gap, outer), outer)}
    return Framed(framed.shapes, framed.centres, lines, framed.frames, framed.size)


def _sizes(parts: Mapping[str, Part]) -> dict[str, Size]:
    """Each frame's size, its title included."""
    sizes = {}
    for group, part in parts.items():
        wide = max(part.size[0] + _LEFT + _RIGHT, _title_width(group) + 2 * _LEFT)
        sizes[group] = (float(round(wide)), part.size[1] + _TOP + _BOTTOM)
    return sizes


def _title_width(group: str) -> float:
    return 4 + 1.1 * text_width(group, TITLE_SIZE, bold=True)


def _ordered(parts: Mapping[str, Part], pairs: Mapping[tuple[str, ...], int], gap: float) -> list[str]:
    """The groups in an order that brings joined ones near each other: swaps, as long as they gain."""
    sizes = _sizes(parts)
    order = list(parts)
    width = None if len(order) <= _EXACT else pack(list(sizes.values()), gap).size[0]

    def cost(candidate: Sequence[str]) -> float:
        packed = pack([sizes[group] for group in candidate], gap, width=width)
        middles = dict(zip(candidate, _middles(candidate, sizes, packed), strict=True))
        return fit(packed.size) + _PULL * sum(
            times * (abs(middles[one][0] - middles[other][0]) + abs(middles[one][1] - middles[other][1]))
            for (one, other), times in pairs.items()
        )

    best, improved = cost(order), True
    while improved:
        improved = False
        for one, other in combinations(range(len(order)), 2):
            swapped = order.copy()
            swapped[one], swapped[other] = order[other], order[one]
            if (tried := cost(swapped)) < best - 1:
                order, best, improved = swapped, tried, True
    return order


def _middles(order: Sequence[str], sizes: Mapping[str, Size], packed: Packed) -> list[Point]:
    places = zip(order, packed.places, strict=True)
    return [(left + sizes[group][0] / 2, top + sizes[group][1] / 2) for group, (left, top) in places]


def _joined(parts: Mapping[str, Part], gap: float) -> Framed:
    """The groups' parts in their frames; all frames of a row are equally high."""
    sizes = _sizes(parts)
    packed = pack(list(sizes.values()), gap)
    highest: Counter[float] = Counter()
    for size, (_, top) in zip(sizes.values(), packed.places, strict=True):
        highest[top] = max(highest[top], round(size[1]))
    frames, shifted = [], []
    for (group, part), (left, top) in zip(parts.items(), packed.places, strict=True):
        high = packed.size[1] - top
        frames.append(Frame(group, Rectangle(left, high - highest[top], left + sizes[group][0], high)))
        shifted.append(moved(part, (left + _LEFT, top + _TOP), packed.size))
    return Framed(
        shapes={name: box for part in shifted for name, box in part.shapes.items()},
        centres={name: centre for part in shifted for name, centre in part.centres.items()},
        lines={place: line for part in shifted for place, line in part.lines.items()},
        frames=tuple(frames),
        size=packed.size,
    )


def _page(framed: Framed, gap: float, links: Sequence[Numbered]) -> Page:
    """What a line between groups has to find its way around."""
    boxes = {}
    for name, (x, y) in framed.centres.items():
        box = framed.shapes[name]
        left, bottom = x - box.outer_width / 2 + box.gutters[0], y - box.outer_height / 2
        boxes[name] = Rectangle(left, bottom, left + box.width + 2, bottom + box.outer_height)
    frames, titles = [frame.box for frame in framed.frames], [frame.title for frame in framed.frames]
    ends = [
        end for _, link in links for end in (End(link.parent, link.left_column), End(link.child, link.right_column))
    ]
    rows = {end: boxes[end.table].top - framed.shapes[end.table].level(end.column) for end in ends}
    return Page(boxes, frames, titles, list(framed.lines.values()), gap, rows)
