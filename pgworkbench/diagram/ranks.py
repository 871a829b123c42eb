"""Which column a box stands in and how high, by Graphviz's dot: parents before children, few crossings.

Only columns (ranks) and heights are taken from dot; where columns begin and how lines run is decided in tracks.py.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point, height_at
from pgworkbench.diagram.entities import Link
from pgworkbench.diagram.graphviz import render
from pgworkbench.diagram.label import port, skeleton
from pgworkbench.diagram.shape import Shape

Numbered = tuple[int, Link]  # a link and its place in the drawing
_SPREADS = (1, 2, 3)  # columns over which the last boxes of a rank may be spread
_APART, _APART_NAMES = 26, 22  # pixels between boxes of a rank, and between names alone
_MANY = 4  # boxes that one rank holds well


@dataclass(frozen=True, slots=True)
class End:
    """Where a line meets a box: at a column's row, or at the header without one."""

    table: Name
    column: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """A line from left to right; `levels` are its heights at its left end, in each rank between, at its right end."""

    place: int
    left: End
    right: End
    levels: tuple[float, ...]
    reverse: bool = False  # the parent is at the right


@dataclass(frozen=True, slots=True)
class Ranked:
    """Boxes by rank from the left, the heights of their centres, and the runs between them."""

    shapes: Mapping[Name, Shape]
    ranks: Mapping[Name, int]
    heights: Mapping[Name, float]
    runs: tuple[Run, ...]


def rank(shapes: Mapping[Name, Shape], links: Sequence[Numbered], shifts: Mapping[int, float]) -> Iterable[Ranked]:
    """Some ways to place one connected part (no link from a box to itself): long ranks as they are, and spread.

    `shifts` says for a link's place how far above the middle of the parent's row it begins.
    """
    order = _order(shapes, links)
    aligned = _aligned(shapes, order)
    for columns in _spreads(order, links):
        ranked = _ranked(aligned, links, order, columns)
        yield replace(ranked, runs=tuple(_shifted(run, shifts.get(run.place, 0.0)) for run in ranked.runs))


def _order(shapes: Mapping[Name, Shape], links: Sequence[Numbered]) -> dict[Name, float]:
    """How far right each box stands: the same for all of a rank."""
    number = {name: f"n{index}" for index, name in enumerate(shapes)}
    nodes = [
        f"{number[n]} [width={s.outer_width / 72:.3f}, height={s.outer_height / 72:.3f}];" for n, s in shapes.items()
    ]
    edges = [f"{number[link.parent]} -> {number[link.child]};" for _, link in links]
    found = _dot('rankdir=LR; node [shape=box, fixedsize=true, label=""];', (*nodes, *edges))
    places = {node["name"]: points_of(node["pos"])[0][0] for node in found["objects"]}
    return {name: places[number[name]] for name in shapes}


def _aligned(shapes: Mapping[Name, Shape], order: Mapping[Name, float]) -> dict[Name, Shape]:
    """The shapes, those of a rank equally wide; beside tables with columns, names alone stay narrow."""
    full = {order[name] for name, box in shapes.items() if box.rows}
    alike = {name: box for name, box in shapes.items() if box.rows or order[name] not in full}
    widest: dict[float, float] = defaultdict(float)
    for name, box in alike.items():
        widest[order[name]] = max(widest[order[name]], box.width)
    return {name: replace(box, width=widest[order[name]]) if name in alike else box for name, box in shapes.items()}


def _spreads(order: Mapping[Name, float], links: Sequence[Numbered]) -> Iterable[dict[Name, int]]:
    """Ways of spreading the last boxes of long ranks: how many columns further right each one stands."""
    ahead = {link.parent if order[link.parent] < order[link.child] else link.child for _, link in links}
    last: dict[float, list[Name]] = defaultdict(list)
    for name in sorted(order):
        if name not in ahead:
            last[order[name]].append(name)
    longest = max((len(names) for names in last.values()), default=0)
    for columns in _SPREADS:
        if columns == 1 or longest > _MANY * (columns - 1):
            yield {name: index % columns for names in last.values() for index, name in enumerate(names)}


def _ranked(
    shapes: Mapping[Name, Shape], links: Sequence[Numbered], order: Mapping[Name, float], columns: Mapping[Name, int]
) -> Ranked:
    """Let dot place the boxes, lines ending at rows."""
    number = {name: f"n{index}" for index, name in enumerate(shapes)}
    nodes = [f"{number[name]} [label=<{skeleton(box)}>];" for name, box in shapes.items()]
    ends = {place: _ends(link, order) for place, link in links}
    edges = []
    for place, (left, right) in ends.items():
        start = f"{number[left.table]}:{port(left.column, 'e')}:e"
        end = f"{number[right.table]}:{port(right.column, 'w')}:w"
        edges.append(f"{start} -> {end} [id={place}, minlen={1 + columns.get(right.table, 0)}];")
    found = _dot(
        "graph [rankdir=LR, nodesep=0.36, ranksep=0.42]; node [shape=plain]; edge [dir=none];", (*nodes, *edges)
    )
    centres = {node["name"]: points_of(node["pos"])[0] for node in found["objects"]}
    curves = {int(edge["id"]): points_of(edge["pos"]) for edge in found["edges"]}
    places = {name: centres[number[name]] for name in shapes}
    across = sorted({x for x, _ in places.values()})
    ranks = {name: across.index(x) for name, (x, _) in places.items()}
    heights = {name: _whole(y, shapes[name].outer_height) for name, (_, y) in places.items()}
    runs = []
    for place, link in links:
        left, right = ends[place]
        between = across[ranks[left.table] + 1 : ranks[right.table]]
        inner = [height_at(curves[place], x) for x in between]
        levels = (_level(shapes, heights, left), *inner, _level(shapes, heights, right))
        runs.append(Run(place, left, right, levels, reverse=left.table != link.parent))
    return Ranked(shapes, ranks, heights, tuple(runs))


def _whole(centre: float, height: int) -> float:
    """The centre moved so that the box begins at a whole pixel."""
    return round(centre - height / 2) + height / 2


def _shifted(run: Run, shift: float) -> Run:
    """The run with its parent's end moved."""
    levels = list(run.levels)
    levels[-1 if run.reverse else 0] += shift
    return replace(run, levels=tuple(levels))


def _level(shapes: Mapping[Name, Shape], heights: Mapping[Name, float], end: End) -> float:
    """The height at which a line meets a box."""
    box = shapes[end.table]
    return heights[end.table] + box.outer_height / 2 - box.level(end.column)


def _ends(link: Link, order: Mapping[Name, float]) -> tuple[End, End]:
    """The link's ends, the left one first."""
    parent, child = End(link.parent, link.left_column), End(link.child, link.right_column)
    return (parent, child) if order[link.parent] <= order[link.child] else (child, parent)


def _dot(head: str, lines: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(render(f"digraph {{ {head} {' '.join(lines)} }}", "json0"))
    return found


def points_of(text: str) -> Curve:
    """Points as Graphviz writes them: `x,y x,y …`."""
    pairs = (pair.split(",") for pair in text.split())
    points: list[Point] = [(float(x), float(y)) for x, y in pairs]
    return tuple(points)
