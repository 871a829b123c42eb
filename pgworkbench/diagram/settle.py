"""Boxes moved a little up or down, so that lines which are nearly level become level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pgworkbench.catalog import Name
from pgworkbench.diagram.ranks import Ranked, Run

_NEAR = 16.0  # pixels by which a box may move
_BETWEEN = 20.0  # least space between boxes


def settle(ranked: Ranked) -> Ranked:
    """The same with fewer small bends; what is level already stays."""
    moved = dict.fromkeys(ranked.heights, 0.0)
    pinned: set[Name] = set()
    for run in sorted(ranked.runs, key=lambda run: (abs(run.levels[0] - run.levels[-1]), run.place)):
        ends = (run.left.table, run.right.table)
        off = run.levels[0] + moved[ends[0]] - run.levels[-1] - moved[ends[1]]
        for name, step in ((ends[1], off), (ends[0], -off)):
            if 0 < abs(off) <= _NEAR and name not in pinned and _fits(ranked, moved, name, step):
                moved[name] += step
                off = 0.0
        if off == 0:
            pinned.update(ends)
    heights = {name: y + moved[name] for name, y in ranked.heights.items()}
    return replace(ranked, heights=heights, runs=tuple(_followed(run, moved) for run in ranked.runs))


def _fits(ranked: Ranked, moved: Mapping[Name, float], name: Name, step: float) -> bool:
    """Whether the box can move by `step` and keep its distance from the others of its rank."""
    y, half = ranked.heights[name] + moved[name] + step, ranked.shapes[name].outer_height / 2
    others = (n for n, at in ranked.ranks.items() if at == ranked.ranks[name] and n != name)
    return all(
        abs(ranked.heights[other] + moved[other] - y) >= half + ranked.shapes[other].outer_height / 2 + _BETWEEN
        for other in others
    )


def _followed(run: Run, moved: Mapping[Name, float]) -> Run:
    first, *inner, last = run.levels
    return replace(run, levels=(first + moved[run.left.table], *inner, last + moved[run.right.table]))
