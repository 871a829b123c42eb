"""Where everything stands: tables, lines and frames, in pixels, the origin at the bottom left (as in Graphviz).

Each connected part is laid out from left to right, parents before children (ranks.py, tracks.py); parts are packed
beside and below each other into a landscape page (packing.py); an overview has a frame for each group and lines between
them (framed.py). Nothing here depends on colours or fonts: one layout serves all themes and formats.
"""

from __future__ import annotations

from dataclasses import replace

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Drawing, Entity
from pgworkbench.diagram.framed import Framed, frame
from pgworkbench.diagram.parts import bands, lay_out_all
from pgworkbench.diagram.shape import Shape, shape

_NAME_LIMITS = (63, 36, 24)  # characters of a name, tried until the picture is narrow enough
_WIDEST = 1900.0  # pixels

Layout = Framed


def arrange(drawing: Drawing) -> Layout:
    """Lay out a drawing.

    Where a picture would be too wide, names are cut; where that is not enough, its ranks are folded into rows.
    """
    links = list(enumerate(drawing.links))
    for most in _NAME_LIMITS:
        shapes = {entity.table: _shape(drawing, entity, most) for entity in drawing.entities}
        if drawing.clustered:
            return frame(_members(drawing), shapes, links)
        part = lay_out_all(shapes, links)
        if part.size[0] <= _WIDEST:
            return Layout(part.shapes, part.centres, part.lines, (), part.size)
    folded = frame(bands(shapes, links, _WIDEST), shapes, links)
    return replace(folded, frames=())


def _members(drawing: Drawing) -> dict[str, list[Name]]:
    """Each group's tables."""
    members: dict[str, list[Name]] = {group: [] for group in drawing.groups}
    for entity in drawing.entities:
        members[entity.group].append(entity.table)
    return {group: names for group, names in members.items() if names}


def _shape(drawing: Drawing, entity: Entity, most: int) -> Shape:
    """A box; one that belongs to another group says to which."""
    loops = any(link.parent == link.child == entity.table for link in drawing.links)
    subtitle = "" if drawing.clustered or entity.group == drawing.home else entity.group
    if entity.members:
        subtitle = f"{len(entity.members)} tables"
    return shape(entity, subtitle=subtitle, loops=loops, most=most)
