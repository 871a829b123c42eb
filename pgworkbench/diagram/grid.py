"""A page as a grid of tracks: level and upright lines on which lines between groups may run, clear of all boxes.

Nodes are where a level and an upright track cross; edges join neighbours on one track.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pgworkbench.diagram.curve import Point


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Something on the page by its left, bottom, right and top."""

    left: float
    bottom: float
    right: float
    top: float

    def grown(self, by: float) -> Rectangle:
        """The same with space around it."""
        return Rectangle(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def holds(self, other: Rectangle) -> bool:
        """Whether the other lies inside."""
        across = self.left < other.left and other.right < self.right
        return across and self.bottom < other.bottom and other.top < self.top

    def turned(self) -> Rectangle:
        """The same with its axes exchanged."""
        return Rectangle(self.bottom, self.left, self.top, self.right)


@dataclass(frozen=True, slots=True, order=True)
class Track:
    """A line at `at`, from `low` to `high` on the other axis."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Grid:
    """Nodes by number, and for each its neighbours as (node, upright, length)."""

    points: list[Point] = field(default_factory=list)
    neighbours: list[list[tuple[int, bool, float]]] = field(default_factory=list)
    numbers: dict[Point, int] = field(default_factory=dict)

    def node(self, point: Point) -> int:
        """The number of the node at a point, made if need be."""
        if point not in self.numbers:
            self.numbers[point] = len(self.points)
            self.points.append(point)
            self.neighbours.append([])
        return self.numbers[point]

    def join(self, one: Point, other: Point, *, upright: bool) -> None:
        """An edge between two points of one track."""
        a, b = self.node(one), self.node(other)
        length = abs(one[0] - other[0]) + abs(one[1] - other[1])
        self.neighbours[a].append((b, upright, length))
        self.neighbours[b].append((a, upright, length))


def grid(level: Iterable[Track], upright: Iterable[Track]) -> Grid:
    """The grid of these tracks; the ends of level tracks are nodes as well (boxes dock there)."""
    made = Grid()
    rows, columns = sorted(set(level)), sorted(set(upright))
    at = [column.at for column in columns]
    on_column: dict[Track, set[Point]] = defaultdict(set)
    for row in rows:
        points = {(row.low, row.at), (row.high, row.at)}
        for column in columns[bisect_left(at, row.low) : bisect_right(at, row.high)]:
            if column.low <= row.at <= column.high:
                points.add((column.at, row.at))
                on_column[column].add((column.at, row.at))
        _chain(made, sorted(points), upright=False)
    for column in columns:
        _chain(made, sorted(on_column[column]), upright=True)
    return made


def free(at: float, low: float, high: float, obstacles: Sequence[Rectangle]) -> list[Track]:
    """The stretches of a level line that are clear of all obstacles."""
    blocked = sorted((o.left, o.right) for o in obstacles if o.bottom < at < o.top and o.right > low and o.left < high)
    tracks = []
    for left, right in blocked:
        if left > low:
            tracks.append(Track(at, low, left))
        low = max(low, right)
    if low < high:
        tracks.append(Track(at, low, high))
    return tracks


def _chain(made: Grid, points: Sequence[Point], *, upright: bool) -> None:
    for one, other in pairwise(points):
        made.join(one, other, upright=upright)
