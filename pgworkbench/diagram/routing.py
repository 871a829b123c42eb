"""Lines between the groups of an overview: level and upright, through the gaps between frames, around all tables.

All lines from one table are one tree (the cheapest ways from it to each of its children), so that they share what they
can; what costs is length, bends, crossing a line, running through a frame, and most of all running on another's line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgworkbench.catalog import Name
from pgworkbench.diagram.curve import Curve, Point, rounded
from pgworkbench.diagram.grid import Rectangle, Track, free, grid
from pgworkbench.diagram.ranks import End, Numbered
from pgworkbench.diagram.roads import Roads

_APART = 10.0  # between docks of one side, and between tracks in a gap at least
_CLEAR = 8.0  # between a track and a box
_ASIDE = 25.0  # between a box and the upright track beside it: longer than a foot
_RADIUS = 7.0


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page: boxes by table, frames in their rows, titles of frames, and lines that are drawn."""

    boxes: Mapping[Name, Rectangle]
    frames: Sequence[Rectangle]
    titles: Sequence[Rectangle]
    lines: Sequence[Curve]
    gap: float  # between frames
    rows: Mapping[End, float]  # heights at which lines meet columns


@dataclass(frozen=True, slots=True)
class Dock:
    """A place at a table's side where a line may begin."""

    end: End
    point: Point


def route(page: Page, links: Sequence[Numbered]) -> dict[int, Curve]:
    """A curve from the parent's border to the child's for each link, by the links' places."""
    trees: dict[tuple[Name, str], list[Numbered]] = defaultdict(list)
    for number, link in links:
        trees[link.parent, link.left_cardinality].append((number, link))
    pairs = {number: (End(link.parent, link.left_column), End(link.child, link.right_column)) for number, link in links}
    ends = sorted({end for pair in pairs.values() for end in pair}, key=lambda end: (end.table, end.column or ""))
    docks = [dock for end in ends for dock in _docks(page, end)]
    made = grid(*_tracks(page, docks))
    at = {end: [made.numbers[dock.point] for dock in docks if dock.end == end] for end in ends}
    roads = Roads(made, page.frames, page.lines, frozenset(made.numbers[dock.point] for dock in docks))
    found: dict[int, Curve] = {}
    for owner, key in enumerate(sorted(trees, key=lambda key: (-len(trees[key]), key))):
        for number, _ in trees[key]:
            parent, child = pairs[number]
            path = roads.way(at[parent], at[child], owner)
            points = [made.points[node] for node in path]
            found[number] = rounded(_corners(points), _RADIUS)
    return found


def _docks(page: Page, end: End) -> list[Dock]:
    """Places at both sides of a table: at a column's row, else where no line inside the group has docked."""
    box = page.boxes[end.table]
    if end.column is not None:
        return [Dock(end, (x, page.rows[end])) for x in (box.left, box.right)]
    middle = (box.bottom + box.top) / 2
    taken = [end for line in page.lines for end in (line[0], line[-1])]
    sides = [(x, y) for x in (box.left, box.right) for y in (middle, middle + _APART, middle - _APART)]
    clear = [(x, y) for x, y in sides if not any(abs(tx - x) < 1 and abs(ty - y) < _APART - 0.5 for tx, ty in taken)]
    return [Dock(end, point) for point in clear or [(box.right, middle)]]


def _tracks(page: Page, docks: Sequence[Dock]) -> tuple[list[Track], list[Track]]:
    """Level and upright tracks: many in the gaps between frames, some inside them."""
    obstacles = [*(box.grown(_CLEAR) for box in page.boxes.values()), *page.titles]
    left, right = min(f.left for f in page.frames) - page.gap, max(f.right for f in page.frames) + page.gap
    rows = _rows(page.frames)
    level = [Track(y, left, right) for y in _row_gaps(rows, page.gap)]
    upright: list[Track] = []
    for row in rows:
        bottom, top = min(f.bottom for f in row) - page.gap, max(f.top for f in row) + page.gap
        for frame in row:
            level += _inside(page, frame, obstacles)
            upright += [turned for x in _beside(page, frame) for turned in _standing(x, (bottom, top), obstacles)]
            upright += [Track(frame.right + step, bottom, top) for step in _steps(page.gap)]
        upright += [Track(row[0].left - step, bottom, top) for step in _steps(page.gap)]
    level += [track for dock in docks for track in _from_dock(dock, page, obstacles)]
    return level, upright


def _rows(frames: Sequence[Rectangle]) -> list[list[Rectangle]]:
    """Frames by their row, from the top, each row from the left."""
    rows: dict[float, list[Rectangle]] = defaultdict(list)
    for frame in frames:
        rows[frame.top].append(frame)
    return [sorted(rows[top], key=lambda frame: frame.left) for top in sorted(rows, reverse=True)]


def _row_gaps(rows: Sequence[Sequence[Rectangle]], gap: float) -> list[float]:
    """Heights of the tracks above, between and below the rows."""
    tops = [row[0].top for row in rows]
    lowest = min(frame.bottom for frame in rows[-1])
    return [top + step for top in tops for step in _steps(gap)] + [lowest - step for step in _steps(gap)]


def _steps(gap: float) -> list[float]:
    """Places in a gap, evenly and about as far apart as docks."""
    count = max(int(gap // _APART) - 1, 1)
    return [round(gap * (index + 1) / (count + 1), 1) for index in range(count)]


def _inside(page: Page, frame: Rectangle, obstacles: Sequence[Rectangle]) -> list[Track]:
    """Level tracks of a frame: between its tables, above and below them."""
    low, high = frame.left - page.gap, frame.right + page.gap
    heights = {frame.bottom + _CLEAR}
    for box in page.boxes.values():
        if frame.holds(box):
            heights |= {box.bottom - _CLEAR - 5, box.top + _CLEAR + 5}
    inside = [y for y in sorted(heights) if frame.bottom < y < frame.top]
    return [track for y in inside for track in free(y, low, high, _near(obstacles, low, high))]


def _near(obstacles: Sequence[Rectangle], low: float, high: float) -> list[Rectangle]:
    return [obstacle for obstacle in obstacles if obstacle.right > low and obstacle.left < high]


def _beside(page: Page, frame: Rectangle) -> list[float]:
    """Where upright tracks stand in a frame: beside its tables."""
    boxes = [
        box
        for box in page.boxes.values()
        if frame.left < box.left < frame.right and frame.bottom < box.bottom < frame.top
    ]
    return sorted({x for box in boxes for x in (box.left - _ASIDE, box.right + _ASIDE)})


def _standing(x: float, ends: tuple[float, float], obstacles: Sequence[Rectangle]) -> list[Track]:
    """The stretches of an upright line that are clear."""
    return free(x, ends[0], ends[1], [obstacle.turned() for obstacle in obstacles])


def _from_dock(dock: Dock, page: Page, obstacles: Sequence[Rectangle]) -> list[Track]:
    """The level line that leads away from a dock until something is in its way."""
    x, y = dock.point
    own = page.boxes[dock.end.table]
    frame = next(frame for frame in page.frames if frame.holds(own))
    others = [obstacle for obstacle in obstacles if not obstacle.holds(own)]
    if x == own.right:
        clear = free(y, x, frame.right + page.gap, others)
        return [track for track in clear if track.low == x]
    clear = free(y, frame.left - page.gap, x, others)
    return [track for track in clear if track.high == x]


def _corners(points: Sequence[Point]) -> list[Point]:
    """The points of a path at which it turns, and its ends."""
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if (before[0] == here[0]) != (here[0] == after[0]):
            kept.append(here)
    return [*kept, points[-1]]
