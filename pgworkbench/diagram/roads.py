"""The cheapest way through a grid of tracks, and what earlier lines make of the cost of later ones."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import pairwise

from pgworkbench.diagram.curve import Curve
from pgworkbench.diagram.grid import Grid, Rectangle

# Costs, in pixels of length
_BEND = 34.0
_CROSSING = 24.0
_TAKEN = 160.0  # running on another's line, for each stretch, and ending where another ends
_IN_FRAME = 1.3  # times the length
_OWN = 0.3  # times the cost, on a line of the same tree
_NEAR = 5.0  # pixels at which two lines look like one

State = tuple[int, bool]  # a node, and whether it was reached upright


class Roads:
    """A grid with its traffic."""

    def __init__(self, grid: Grid, frames: Sequence[Rectangle], lines: Sequence[Curve], docks: frozenset[int]) -> None:
        self._grid = grid
        self._docks = docks
        self._costs = _costs(grid, frames, lines)
        self._edges: dict[tuple[int, int], int] = {}
        self._nodes: dict[State, int] = {}
        self._ends: dict[int, int] = {}

    def way(self, starts: Sequence[int], ends: Sequence[int], owner: int) -> list[int]:
        """Nodes from one of `starts` to one of `ends`, taken for `owner`; its own lines are cheap to follow."""
        path = self._search(starts, frozenset(ends), owner)
        for one, other in pairwise(path):
            self._edges.setdefault((min(one, other), max(one, other)), owner)
            upright = self._grid.points[one][0] == self._grid.points[other][0]
            self._nodes.setdefault((one, upright), owner)
            self._nodes.setdefault((other, upright), owner)
        self._ends.setdefault(path[0], owner)
        self._ends.setdefault(path[-1], owner)
        return path

    def _search(self, starts: Sequence[int], ends: frozenset[int], owner: int) -> list[int]:
        """Dijkstra's algorithm over nodes and directions."""
        queue: list[tuple[float, int, bool]] = []
        best: dict[State, float] = {}
        came: dict[State, State] = {}
        for start in starts:
            best[start, False] = self._end_cost(start, owner)
            heapq.heappush(queue, (best[start, False], start, False))
        while queue:
            cost, node, upright = heapq.heappop(queue)
            if node in ends:
                return _traced(came, (node, upright))
            if cost > best[node, upright]:
                continue
            for other, turned, _ in self._grid.neighbours[node]:
                if other in self._docks and other not in ends:
                    continue
                step = self._step((node, other), turned, owner) + (_BEND if turned != upright else 0.0)
                if other in ends:
                    step += self._end_cost(other, owner)
                if cost + step < best.get((other, turned), float("inf")):
                    best[other, turned] = cost + step
                    came[other, turned] = (node, upright)
                    heapq.heappush(queue, (cost + step, other, turned))
        raise ValueError("no way")

    def _step(self, edge: tuple[int, int], upright: bool, owner: int) -> float:  # noqa: FBT001  # a direction
        low, high = min(edge), max(edge)
        cost = self._costs[low, high]
        holder = self._edges.get((low, high))
        if holder == owner:
            return cost * _OWN
        if holder is not None:
            cost += _TAKEN
        crossed = self._nodes.get((edge[1], not upright))
        return cost + (_CROSSING if crossed is not None and crossed != owner else 0.0)

    def _end_cost(self, node: int, owner: int) -> float:
        holder = self._ends.get(node, owner)
        return 0.0 if holder == owner else _TAKEN


def _traced(came: dict[State, State], state: State) -> list[int]:
    path = [state[0]]
    while state in came:
        state = came[state]
        path.append(state[0])
    return path[::-1]


def _costs(grid: Grid, frames: Sequence[Rectangle], lines: Sequence[Curve]) -> dict[tuple[int, int], float]:
    """What each edge costs on an empty page: its length, frames that it runs in, lines that it crosses or lies on."""
    strokes = [stroke for line in lines for stroke in pairwise(line[::3])]
    level = [(min(a[0], b[0]), max(a[0], b[0]), a[1]) for a, b in strokes if abs(a[1] - b[1]) < 1]
    upright = [(min(a[1], b[1]), max(a[1], b[1]), a[0]) for a, b in strokes if abs(a[0] - b[0]) < 1]
    costs = {}
    for node, point in enumerate(grid.points):
        for other, is_upright, length in grid.neighbours[node]:
            if node > other:
                continue
            axis = int(is_upright)
            low, high = sorted((point[axis], grid.points[other][axis]))
            at = point[1 - axis]
            across, beside = (level, upright) if is_upright else (upright, level)
            crossed = sum(low < where < high and start < at < end for start, end, where in across)
            covered = sum(abs(where - at) < _NEAR and start < high and low < end for start, end, where in beside)
            middle = (low + high) / 2
            x, y = (at, middle) if is_upright else (middle, at)
            share = _IN_FRAME if any(f.left < x < f.right and f.bottom < y < f.top for f in frames) else 1.0
            costs[node, other] = length * share + crossed * _CROSSING + covered * _TAKEN
    return costs
