"""A drawing in DOT, Graphviz's language.

`write_dot` is the graph for others to lay out, with Graphviz's own arrows as feet. `placed_dot` is the picture itself:
every place is given, and Graphviz (`nop2`) only draws. One unit is one pixel at normal size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, drawn
from pgworkbench.diagram.entities import Change, Drawing, Link
from pgworkbench.diagram.escape import identifier, quoted, xml
from pgworkbench.diagram.framed import TITLE_SIZE, Frame
from pgworkbench.diagram.graphviz import FONT
from pgworkbench.diagram.heading import Heading
from pgworkbench.diagram.label import Header, label, port
from pgworkbench.diagram.layout import Layout
from pgworkbench.diagram.palette import Paint
from pgworkbench.diagram.shape import Shape

_FEET = {"1": "teetee", "?": "teeodot", "*": "crowodot", "+": "crowtee"}
_MARGIN = 20  # pixels around everything
_LINE = "1.2"


def write_dot(drawing: Drawing, shapes: Mapping[Name, Shape], paint: Paint) -> str:
    """The graph without places."""
    graph = {"rankdir": "LR", "nodesep": "0.36", "ranksep": "0.6", "bgcolor": paint.page, "fontname": FONT}
    head = [f"graph {_attributes(graph)};", *_defaults(paint)]
    nodes = [f"{_node(drawing, shapes[entity.table], paint)};" for entity in drawing.entities]
    frames = [line for group in drawing.groups for line in _cluster(drawing, group, paint)] if drawing.clustered else []
    edges = [_arrow(drawing, link, paint) for link in drawing.links]
    return _graph([*head, *nodes, *frames, *edges])


def placed_dot(drawing: Drawing, layout: Layout, heading: Heading, paint: Paint, scale: float = 1.0) -> str:
    """The graph with all places, the heading above it; `scale` pixels of a PNG for each unit."""
    graph = {"bgcolor": paint.page, "pad": f"{_MARGIN / 72:.4f}", "dpi": f"{72 * scale:g}", "outputorder": "edgesfirst"}
    head = [f"graph {_attributes(graph)};", *_defaults(paint)]
    frames = [line for frame in layout.frames for line in _cluster(drawing, frame.group, paint, frame)]
    frames += [_frame_title(frame, paint) for frame in layout.frames]
    title = _at({"id": "heading", "label": _html(heading.label(paint))}, heading.centre(layout.size))
    nodes = [
        _node(drawing, layout.shapes[entity.table], paint, layout.centres[entity.table]) + ";"
        for entity in drawing.entities
    ]
    edges = [
        line for place, link in enumerate(drawing.links) for line in _drawn(drawing, link, layout.lines[place], paint)
    ]
    return _graph([*head, *frames, f'"a heading" {title};', *nodes, *edges])


def _cluster(drawing: Drawing, group: str, paint: Paint, frame: Frame | None = None) -> Iterator[str]:
    """A group's frame around its tables."""
    accent = paint.accent(group)
    attributes = {
        "id": f"group-{identifier(group)}",
        "label": _html(_title(group)) if frame is None else "<>",
        "style": "rounded,filled",
        "fillcolor": accent.tint,
        "color": accent.line,
        "fontcolor": paint.ink,
        "tooltip": group,
    }
    if group in dict(drawing.targets):
        attributes["URL"] = dict(drawing.targets)[group]
    if frame is not None:
        box = frame.box
        attributes["bb"] = f"{box.left:.2f},{box.bottom:.2f},{box.right:.2f},{box.top:.2f}"
    names = [quoted(identifier(entity.table)) for entity in drawing.entities if entity.group == group]
    if names:
        inside = f"graph {_attributes(attributes)}; {'; '.join(names)}"
        yield f"subgraph {quoted('cluster_' + identifier(group))} {{ {inside} }}"


def _frame_title(frame: Frame, paint: Paint) -> str:
    """A frame's title, as a node of its own: Graphviz would hang it too high."""
    box = frame.title
    size = f'WIDTH="{box.right - box.left:.0f}" HEIGHT="{box.top - box.bottom:.0f}"'
    cell = f'<TABLE BORDER="0" CELLBORDER="0" {size}><TR><TD ALIGN="LEFT">{_title(frame.group)}</TD></TR></TABLE>'
    name = identifier(frame.group)
    attributes = {"id": f"title-{name}", "label": _html(cell), "fontcolor": paint.ink}
    centre = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
    return f"{quoted(f'title {name}')} {_at(attributes, centre)};"


def _title(group: str) -> str:
    return f'<FONT POINT-SIZE="{TITLE_SIZE}"><B>{xml(group)}</B></FONT>'


def _defaults(paint: Paint) -> tuple[str, str]:
    return (
        f"node {_attributes({'shape': 'plain', 'fontname': FONT, 'fontsize': '12', 'fontcolor': paint.ink})};",
        f"edge {_attributes({'dir': 'none', 'penwidth': _LINE})};",
    )


def _node(drawing: Drawing, box: Shape, paint: Paint, centre: tuple[float, float] | None = None) -> str:
    entity = box.entity
    changed = entity.change is not Change.NONE
    pale = not changed if drawing.compared else entity.stub
    look = Header.TINT if pale or (changed and entity.stub) else Header.SOLID
    look = Header.CARD if drawing.clustered and not changed else look
    attributes = {
        "id": f"table-{identifier(entity.table)}",
        "label": _html(label(box, paint, look)),
        "tooltip": " · ".join(part for part in (entity.name, entity.comment) if part),
    }
    if entity.name in dict(drawing.targets):
        attributes["URL"] = dict(drawing.targets)[entity.name]
    return f"{quoted(identifier(entity.table))} {_at(attributes, centre)}"


def _at(attributes: dict[str, str], centre: tuple[float, float] | None) -> str:
    if centre is not None:
        attributes = {**attributes, "pos": f"{centre[0]:.2f},{centre[1]:.2f}"}
    return _attributes(attributes)


def _arrow(drawing: Drawing, link: Link, paint: Paint) -> str:
    """A link between the rows that it joins, with Graphviz's arrows."""
    attributes = {
        **_look(drawing, link, paint),
        "dir": "both",
        "arrowtail": _FEET[link.left_cardinality],
        "arrowhead": _FEET[link.right_cardinality],
    }
    parent = f"{quoted(identifier(link.parent))}:{port(link.left_column, 'e')}:e"
    child = f"{quoted(identifier(link.child))}:{port(link.right_column, 'w')}:w"
    return f"{parent} -> {child} {_attributes(attributes)};"


def _drawn(drawing: Drawing, link: Link, line: Curve, paint: Paint) -> Iterator[str]:
    """A link's line, and after it the strokes of its feet, which are never dashed."""
    look = _look(drawing, link, paint)
    ends = f"{quoted(identifier(link.parent))} -> {quoted(identifier(link.child))}"
    cut, strokes = drawn(line, (link.left_cardinality, link.right_cardinality))
    yield f"{ends} {_attributes({**look, 'pos': _points(cut)})};"
    feet = {"id": f"{look['id']}-feet", "color": look["color"], "pos": ";".join(_points(stroke) for stroke in strokes)}
    yield f"{ends} {_attributes(feet)};"


def _look(drawing: Drawing, link: Link, paint: Paint) -> dict[str, str]:
    """What a link looks like: in an overview it has the colour of the group to which it refers."""
    groups = {entity.table: entity.group for entity in drawing.entities}
    if link.change is not Change.NONE:
        colour = paint.change(link.change).line
    else:
        colour = paint.accent(groups[link.parent]).line if drawing.clustered else paint.muted
    style = "dashed" if link.optional else "solid"
    name = f"key-{identifier(link.owner)}-{identifier(link.name)}"
    return {"id": name, "color": colour, "style": style, "tooltip": link.sentence}


def _points(curve: Curve) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in curve)


def _graph(lines: list[str]) -> str:
    return "digraph {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def _html(label_text: str) -> str:
    return f"<{label_text}>"


def _attributes(attributes: Mapping[str, str]) -> str:
    """HTML-like labels stand between angle brackets, everything else between quotes."""
    shown = (f"{key}={value if key == 'label' else quoted(value)}" for key, value in attributes.items())
    return f"[{', '.join(shown)}]"
