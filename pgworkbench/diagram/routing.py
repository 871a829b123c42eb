"""Lines between boxes that stand where they stand: around the boxes, by Graphviz's neato."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point
from pgworkbench.diagram.graphviz import render
from pgworkbench.diagram.ranks import Numbered, points_of
from pgworkbench.diagram.shape import Shape


def route(shapes: Mapping[Name, Shape], centres: Mapping[Name, Point], links: Sequence[Numbered]) -> dict[int, Curve]:
    """A curve from the parent's border to the child's for each link, by the links' places."""
    if not links:
        return {}
    number = {name: f"n{index}" for index, name in enumerate(shapes)}
    nodes = [
        f'{number[name]} [pos="{centres[name][0]:.2f},{centres[name][1]:.2f}", width={(box.width + 2) / 72:.4f}, '
        f"height={box.outer_height / 72:.4f}];"
        for name, box in shapes.items()
    ]
    edges = [f"{number[link.parent]} -> {number[link.child]} [id={place}];" for place, link in links]
    graph = 'digraph { splines=true; esep="+9"; node [shape=box, fixedsize=true, label=""]; edge [dir=none]; '
    found = json.loads(render(graph + " ".join((*nodes, *edges)) + " }", "json0", program="nop2"))
    return {int(edge["id"]): points_of(edge["pos"]) for edge in found["edges"]}
