"""Connected parts of a drawing, each laid out on its own."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point, rounded
from pgworkbench.diagram.entities import Link
from pgworkbench.diagram.packing import Size, fit, pack
from pgworkbench.diagram.ranks import Numbered, rank
from pgworkbench.diagram.settle import settle
from pgworkbench.diagram.shape import GUTTER, LOOP, Shape
from pgworkbench.diagram.tracks import Placed, place_ranks

_GAP = 26.0  # pixels between parts, beside their gutters
_CHANNEL = 60.0  # pixels that lines between two ranks may take
_SPREAD = 0.12  # by how much a picture must gain from each further column of a spread rank
_APART = 7.0  # half the distance between the ends of a loop at one height
_CORNER = 7.0
_SHIFT = 5.0  # pixels


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its boxes, by their centres, and its lines, by the links' places; origin bottom left."""

    shapes: Mapping[Name, Shape]
    centres: Mapping[Name, Point]
    lines: Mapping[int, Curve]
    size: Size


def lay_out_all(shapes: Mapping[Name, Shape], links: Sequence[Numbered]) -> Part:
    """The connected parts of some tables, side by side and below each other, as one part."""
    parts = [lay_out({name: shapes[name] for name in names}, inside) for names, inside in parts_of(list(shapes), links)]
    packed = pack([part.size for part in parts], _GAP)
    shifted = [moved(part, place, packed.size) for part, place in zip(parts, packed.places, strict=True)]
    return Part(
        shapes={name: box for part in shifted for name, box in part.shapes.items()},
        centres={name: centre for part in shifted for name, centre in part.centres.items()},
        lines={number: line for part in shifted for number, line in part.lines.items()},
        size=packed.size,
    )


def moved(part: Part, place: Point, page: Size) -> Part:
    """The part with its left and top at a place of the page, where tops count downwards."""
    right, up = place[0], page[1] - place[1] - part.size[1]
    return Part(
        shapes=part.shapes,
        centres={name: (x + right, y + up) for name, (x, y) in part.centres.items()},
        lines={number: tuple((x + right, y + up) for x, y in line) for number, line in part.lines.items()},
        size=part.size,
    )


def parts_of(names: Sequence[Name], links: Sequence[Numbered]) -> list[tuple[list[Name], list[Numbered]]]:
    """The connected parts, the largest first, each with its links."""
    root = {name: name for name in names}

    def find(name: Name) -> Name:
        while root[name] != name:
            name = root[name]
        return name

    for _, link in links:
        one, other = find(link.parent), find(link.child)
        root[max(one, other)] = min(one, other)
    members: dict[Name, list[Name]] = defaultdict(list)
    for name in names:
        members[find(name)].append(name)
    inside = {key: [link for link in links if find(link[1].parent) == key] for key in members}
    parts = [(members[key], inside[key]) for key in members]
    return sorted(parts, key=lambda part: -len(part[0]))


def lay_out(shapes: Mapping[Name, Shape], links: Sequence[Numbered]) -> Part:
    """Lay out one connected part in the way that shows it largest."""
    between = [(number, link) for number, link in links if link.parent != link.child]
    shifts = _shifts(links)
    if not between:
        return _bounded(shapes, _with_loops(shapes, Placed(dict.fromkeys(shapes, (0.0, 0.0)), {}), links, shifts))
    tried = []
    for ranked in map(settle, rank(shapes, between, shifts)):
        placed = _with_loops(ranked.shapes, place_ranks(ranked), links, shifts)
        tried.append(_bounded(ranked.shapes, placed))
    costs = [fit(part.size) * (1 + _SPREAD * index) for index, part in enumerate(tried)]
    return tried[costs.index(min(costs))]


def bands(shapes: Mapping[Name, Shape], links: Sequence[Numbered], widest: float) -> dict[str, list[Name]]:
    """Tables by rows into which their ranks are folded, each row narrower than `widest`."""
    rows: dict[str, list[Name]] = {}
    for names, inside in parts_of(list(shapes), links):
        between = [(number, link) for number, link in inside if link.parent != link.child]
        ranks = next(iter(rank({name: shapes[name] for name in names}, between, {}))).ranks if between else {}
        by_rank: dict[int, list[Name]] = defaultdict(list)
        for name in names:
            by_rank[ranks.get(name, 0)].append(name)
        width, row = widest, ""
        for _, members in sorted(by_rank.items()):
            wide = max(shapes[name].outer_width for name in members) + _CHANNEL
            if width + wide > widest - 2 * _CHANNEL:
                width, row = 0.0, f"{len(rows):03}"
            rows.setdefault(row, []).extend(members)
            width += wide
    return rows


def _with_loops(
    shapes: Mapping[Name, Shape], placed: Placed, links: Sequence[Numbered], shifts: Mapping[int, float]
) -> Placed:
    """The same with the lines of tables that refer to themselves."""
    loops = {
        number: _loop(shapes[link.parent], placed.centres[link.parent], link, shifts.get(number, 0.0))
        for number, link in links
        if link.parent == link.child
    }
    return Placed(placed.centres, {**placed.lines, **loops})


def _shifts(links: Sequence[Numbered]) -> dict[int, float]:
    """Where some must and some may refer to one row, their lines begin above and below its middle."""
    letters: dict[tuple[Name, str | None], set[str]] = defaultdict(set)
    for _, link in links:
        letters[link.parent, link.left_column].add(link.left_cardinality)
    both = [(number, link) for number, link in links if len(letters[link.parent, link.left_column]) > 1]
    return {number: -_SHIFT if link.optional else _SHIFT for number, link in both}


def _bounded(shapes: Mapping[Name, Shape], placed: Placed) -> Part:
    """The part, moved by whole pixels so that all of it is right of and above the origin."""
    centres, lines = placed.centres, placed.lines
    halves = {name: (box.outer_width / 2, box.outer_height / 2) for name, box in shapes.items()}
    points = [point for line in lines.values() for point in line]
    points += [(x - halves[name][0], y - halves[name][1]) for name, (x, y) in centres.items()]
    points += [(x + halves[name][0], y + halves[name][1]) for name, (x, y) in centres.items()]
    (left, right), (bottom, top) = ((math.floor(min(axis)), math.ceil(max(axis))) for axis in zip(*points, strict=True))
    return Part(
        shapes=shapes,
        centres={name: (x - left, y - bottom) for name, (x, y) in centres.items()},
        lines={number: tuple((x - left, y - bottom) for x, y in line) for number, line in lines.items()},
        size=(float(right - left), float(top - bottom)),
    )


def _loop(box: Shape, centre: Point, link: Link, shift: float) -> Curve:
    """The line of a table that refers to itself, at its right."""
    right, top = centre[0] + box.outer_width / 2 - box.gutters[1], centre[1] + box.outer_height / 2
    start, end = (top - box.level(column) for column in (link.left_column, link.right_column))
    if start == end:
        start, end = start + _APART, end - _APART
    start += shift
    out = right + GUTTER + LOOP - 6
    return rounded([(right, start), (out, start), (out, end), (right, end)], _CORNER)
