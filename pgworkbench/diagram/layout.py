"""Where everything stands: tables, lines and frames, in pixels, the origin at the bottom left (as in Graphviz).

Graphviz's dot lays out each connected part from left to right, parents before children; parts are packed beside and
below each other into a landscape page; what joins two groups of an overview is routed around the tables at the end.
Nothing here depends on colours or fonts: one layout serves all themes and formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point
from pgworkbench.diagram.entities import Drawing, Entity
from pgworkbench.diagram.packing import Packed, Size, pack
from pgworkbench.diagram.parts import Part, lay_out, parts_of
from pgworkbench.diagram.ranks import Numbered
from pgworkbench.diagram.routing import route
from pgworkbench.diagram.shape import Shape, shape

_GAP = 34.0  # between parts
_LEFT, _TOP, _RIGHT, _BOTTOM = 4.0, 34.0, 4.0, 16.0  # between a group's frame and its tables' gutters
_FRAME_GAP = 40.0
_NAME_LIMITS = (63, 36, 24)  # characters of a name, tried until the picture is narrow enough
_WIDEST = 1900.0  # pixels


@dataclass(frozen=True, slots=True)
class Frame:
    """A group's frame by its left, bottom, right and top."""

    group: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing with all places: `centres` of the boxes with their gutters, `lines` by the links' places."""

    shapes: Mapping[Name, Shape]
    centres: Mapping[Name, Point]
    lines: Mapping[int, Curve]
    frames: tuple[Frame, ...]
    size: Size


def arrange(drawing: Drawing) -> Layout:
    """Lay out a drawing; names are cut only where the picture would be too wide with whole ones."""
    for most in _NAME_LIMITS:
        shapes = {entity.table: _shape(drawing, entity, most) for entity in drawing.entities}
        layout = _framed(drawing, shapes) if drawing.clustered else _plain(drawing, shapes)
        if layout.size[0] <= _WIDEST or drawing.clustered:
            break
    return layout


def _shape(drawing: Drawing, entity: Entity, most: int) -> Shape:
    """A box; one that belongs to another group says to which."""
    loops = any(link.parent == link.child == entity.table for link in drawing.links)
    foreign = not drawing.clustered and entity.group != drawing.home
    return shape(entity, subtitle=entity.group if foreign else "", loops=loops, most=most)


def _plain(drawing: Drawing, shapes: Mapping[Name, Shape]) -> Layout:
    """All parts on one page."""
    part = _packed(shapes, list(enumerate(drawing.links)))
    return Layout(part.shapes, part.centres, part.lines, (), part.size)


def _framed(drawing: Drawing, shapes: Mapping[Name, Shape]) -> Layout:
    """A frame for each group, and the lines between them around everything."""
    groups = {entity.table: entity.group for entity in drawing.entities}
    links = list(enumerate(drawing.links))
    inner = [link for link in links if groups[link[1].parent] == groups[link[1].child]]
    parts = {}
    for group in drawing.groups:
        members = {name: box for name, box in shapes.items() if groups[name] == group}
        if members:
            parts[group] = _packed(members, [link for link in inner if link[1].parent in members])
    sizes = [(w + _LEFT + _RIGHT, h + _TOP + _BOTTOM) for w, h in (part.size for part in parts.values())]
    packed = pack(sizes, _FRAME_GAP)
    layout = _joined(parts, sizes, packed)
    outer = route(layout.shapes, layout.centres, [link for link in links if link not in inner])
    return Layout(layout.shapes, layout.centres, {**layout.lines, **outer}, layout.frames, layout.size)


def _packed(shapes: Mapping[Name, Shape], links: Sequence[Numbered]) -> Part:
    """The connected parts of some tables, side by side and below each other, as one part."""
    parts = []
    for names, inside in parts_of(list(shapes), links):
        parts.append(lay_out({name: shapes[name] for name in names}, inside))
    packed = pack([part.size for part in parts], _GAP)
    shifted = [_moved(part, place, packed.size) for part, place in zip(parts, packed.places, strict=True)]
    return Part(
        shapes={name: box for part in shifted for name, box in part.shapes.items()},
        centres={name: centre for part in shifted for name, centre in part.centres.items()},
        lines={place: line for part in shifted for place, line in part.lines.items()},
        size=packed.size,
    )


def _joined(parts: Mapping[str, Part], sizes: Sequence[Size], packed: Packed) -> Layout:
    """The groups' parts in their frames."""
    frames, shifted = [], []
    for group, size, (left, top) in zip(parts, sizes, packed.places, strict=True):
        high = packed.size[1] - top
        frames.append(Frame(group, left, high - size[1], left + size[0], high))
        shifted.append(_moved(parts[group], (left + _LEFT, top + _TOP), packed.size))
    return Layout(
        shapes={name: box for part in shifted for name, box in part.shapes.items()},
        centres={name: centre for part in shifted for name, centre in part.centres.items()},
        lines={place: line for part in shifted for place, line in part.lines.items()},
        frames=tuple(frames),
        size=packed.size,
    )


def _moved(part: Part, place: Point, page: Size) -> Part:
    """The part with its left and top at a place of the page, where tops count downwards."""
    right, up = place[0], page[1] - place[1] - part.size[1]
    return Part(
        shapes=part.shapes,
        centres={name: (x + right, y + up) for name, (x, y) in part.centres.items()},
        lines={number: tuple((x + right, y + up) for x, y in line) for number, line in part.lines.items()},
        size=part.size,
    )
