"""Lines between ranks: level in the ranks, upright on tracks in the channels between them, with rounded corners.

All lines from one row share one track (a trunk with branches); tracks are ordered so that lines cross least.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point, rounded
from pgworkbench.diagram.ranks import Ranked, Run
from pgworkbench.diagram.shape import GUTTER, Shape

_TRACK = 11.0  # pixels from track to track
_LEAD = 9.0  # from a gutter to the first track
_LEVEL = 1.5  # heights that differ by less are one
_CLEAR = 9.0  # between a line and the boxes that it passes
_ALL_ORDERS = 6  # tracks whose orders are all tried
_OVERLAP = 5  # what two lines on top of each other cost, in crossings
_RADIUS = 7.0


@dataclass(frozen=True, slots=True)
class Trunk:
    """Lines that enter a channel at one height and leave it at several."""

    enters: float
    leaves: tuple[float, ...]

    @property
    def low(self) -> float:
        """Its lower end."""
        return min(self.enters, *self.leaves)

    @property
    def high(self) -> float:
        """Its upper end."""
        return max(self.enters, *self.leaves)

    @property
    def is_level(self) -> bool:
        """Whether it needs no track."""
        return self.high - self.low < _LEVEL


@dataclass(frozen=True, slots=True)
class Placed:
    """Centres of boxes, and curves from the parent's border to the child's by the links' places."""

    centres: Mapping[Name, Point]
    lines: Mapping[int, Curve]


def place_ranks(ranked: Ranked) -> Placed:
    """Columns beside each other, as far apart as their lines need, and the lines."""
    runs = [_clear(run, ranked) for run in ranked.runs]
    channels = _channels(runs, ranked)
    widths = _widths(ranked)
    lefts = [0.0]
    for index, width in enumerate(widths[:-1]):
        upright = [trunk for trunk in channels[index] if not trunk.is_level]
        channel = 2 * GUTTER + 2 * _LEAD + _TRACK * max(len(upright) - 1, 1)
        lefts.append(lefts[-1] + width + channel)
    centres = {name: (_centre(name, ranked, runs, lefts, widths), y) for name, y in ranked.heights.items()}
    tracks = [_tracks(channels[i], lefts[i] + widths[i] + GUTTER + _LEAD) for i in range(len(widths))]
    return Placed(centres, {run.place: _curve(run, ranked, centres, tracks) for run in runs})


def _clear(run: Run, ranked: Ranked) -> Run:
    """The run through gaps between the boxes of each rank, without a bend where the gap lies level with an end."""
    first = ranked.ranks[run.left.table]
    levels = [run.levels[0]]
    for index, level in enumerate(run.levels[1:-1]):
        low, high = _gap(level, first + 1 + index, ranked)
        ends = [end for end in (run.levels[-1], levels[-1]) if low <= end <= high]
        levels.append(ends[0] if ends else min(max(level, low), high))
    return replace(run, levels=(*levels, run.levels[-1]))


def _gap(level: float, rank: int, ranked: Ranked) -> tuple[float, float]:
    """Bottom and top of the gap between a rank's boxes that is nearest to `level`."""
    boxes = sorted(
        (ranked.heights[n], ranked.shapes[n].outer_height / 2) for n, at in ranked.ranks.items() if at == rank
    )
    edges = [-math.inf, *(edge for y, half in boxes for edge in (y - half - _CLEAR, y + half + _CLEAR)), math.inf]
    gaps = [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low <= high]
    return min(gaps, key=lambda gap: (max(gap[0] - level, level - gap[1], 0.0), gap))


def _channels(runs: Sequence[Run], ranked: Ranked) -> dict[int, list[Trunk]]:
    """The trunks of each channel, by the rank at its left."""
    leaving: dict[int, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        for index, (enters, leaves) in enumerate(zip(run.levels, run.levels[1:], strict=False)):
            leaving[ranked.ranks[run.left.table] + index][round(enters, 1)].append(leaves)
    channels: dict[int, list[Trunk]] = defaultdict(list)
    for index, trunks in leaving.items():
        channels[index] = [Trunk(enters, tuple(leaves)) for enters, leaves in sorted(trunks.items())]
    return channels


def _widths(ranked: Ranked) -> list[float]:
    """How wide each rank is, from border to border."""
    widths: dict[int, float] = defaultdict(float)
    for name, rank in ranked.ranks.items():
        widths[rank] = max(widths[rank], ranked.shapes[name].outer_width - 2 * GUTTER)
    return [widths[rank] for rank in sorted(widths)]


def _centre(name: Name, ranked: Ranked, runs: Sequence[Run], lefts: Sequence[float], widths: Sequence[float]) -> float:
    """Boxes stand at the left of their rank; a name alone that only leads on stands at the right, near its lines."""
    box, rank = ranked.shapes[name], ranked.ranks[name]
    begins = any(run.left.table == name for run in runs)
    ends = any(run.right.table == name for run in runs)
    left = lefts[rank]
    if begins and not ends and not box.rows:
        left += widths[rank] - (box.outer_width - 2 * GUTTER)
    return left - GUTTER + box.outer_width / 2


def _tracks(trunks: Sequence[Trunk], left: float) -> dict[float, float]:
    """Where each trunk stands upright, by the height at which it enters."""
    upright = [trunk for trunk in trunks if not trunk.is_level]
    order = _ordered(upright)
    return {trunk.enters: left + _TRACK * index for index, trunk in enumerate(order)}


def _ordered(trunks: Sequence[Trunk]) -> list[Trunk]:
    """The order from the left in which trunks and their branches cross least."""
    if len(trunks) <= _ALL_ORDERS:
        return list(min(permutations(trunks), key=_crossings))
    order = sorted(trunks, key=lambda trunk: trunk.enters)
    improved = True
    while improved:
        improved = False
        for index in range(len(order) - 1):
            one, other = order[index : index + 2]
            if _crossed(other, one) < _crossed(one, other):
                order[index : index + 2] = [other, one]
                improved = True
    return order


def _crossings(trunks: Iterable[Trunk]) -> int:
    order = list(trunks)
    return sum(_crossed(left, right) for index, left in enumerate(order) for right in order[index + 1 :])


def _crossed(left: Trunk, right: Trunk) -> int:
    """Crossings of two trunks in this order: the right one's entry, and the left one's branches."""
    count = int(left.low < right.enters < left.high)
    count += sum(right.low < leaf < right.high for leaf in left.leaves)
    return count + _OVERLAP * sum(abs(leaf - right.enters) < _CLEAR / 2 for leaf in left.leaves)


def _curve(run: Run, ranked: Ranked, centres: Mapping[Name, Point], tracks: Sequence[Mapping[float, float]]) -> Curve:
    """The way from border to border, from the parent to the child."""
    first = ranked.ranks[run.left.table]
    points = [(_right(run.left.table, ranked.shapes, centres), run.levels[0])]
    for index, (enters, leaves) in enumerate(zip(run.levels, run.levels[1:], strict=False)):
        if abs(leaves - enters) >= _LEVEL:
            x = tracks[first + index][round(enters, 1)]
            points += [(x, enters), (x, leaves)]
    points.append((_left(run.right.table, ranked.shapes, centres), run.levels[-1]))
    curve = rounded(points, _RADIUS)
    return tuple(reversed(curve)) if run.reverse else curve


def _right(name: Name, shapes: Mapping[Name, Shape], centres: Mapping[Name, Point]) -> float:
    box = shapes[name]
    return centres[name][0] + box.outer_width / 2 - box.gutters[1]


def _left(name: Name, shapes: Mapping[Name, Shape], centres: Mapping[Name, Point]) -> float:
    return centres[name][0] - shapes[name].outer_width / 2 + shapes[name].gutters[0]
