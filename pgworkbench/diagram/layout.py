"""Where everything stands: tables, lines and frames, in pixels, the origin at the bottom left (as in Graphviz).

Each connected part is laid out from left to right, parents before children (ranks.py, tracks.py); parts are packed
beside and below each other into a landscape page (packing.py); an overview has a frame for each group and lines between
them (framed.py). Nothing here depends on colours or fonts: one layout serves all themes and formats.
"""

from __future__ import annotations

from pgworkbench.diagram.entities import Drawing, Entity
from pgworkbench.diagram.framed import Framed, frame
from pgworkbench.diagram.parts import lay_out_all
from pgworkbench.diagram.shape import Shape, shape

_NAME_LIMITS = (63, 36, 24)  # characters of a name, tried until the picture is narrow enough
_WIDEST = 1900.0  # pixels

Layout = Framed


def arrange(drawing: Drawing) -> Layout:
    """Lay out a drawing; names are cut only where the picture would be too wide with whole ones."""
    for most in _NAME_LIMITS:
        layout = _arranged(drawing, most)
        if layout.size[0] <= _WIDEST or drawing.clustered:
            break
    return layout


def _arranged(drawing: Drawing, most: int) -> Layout:
    shapes = {entity.table: _shape(drawing, entity, most) for entity in drawing.entities}
    if drawing.clustered:
        return frame(drawing, shapes)
    part = lay_out_all(shapes, list(enumerate(drawing.links)))
    return Layout(part.shapes, part.centres, part.lines, (), part.size)


def _shape(drawing: Drawing, entity: Entity, most: int) -> Shape:
    """A box; one that belongs to another group says to which."""
    loops = any(link.parent == link.child == entity.table for link in drawing.links)
    foreign = not drawing.clustered and entity.group != drawing.home
    return shape(entity, subtitle=entity.group if foreign else "", loops=loops, most=most)
