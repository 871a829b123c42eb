"""Lines as Bézier curves, and the feet at their ends: a crow's foot for many, a bar for one, a ring for none.

A curve is 1 + 3n points. All signs are drawn as strokes of the line's own width, level with the line, so that they
look alike in every format.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Curve = tuple[Point, ...]

_BAR, _TOE = 4.5, 5.5  # half the length of a bar, half the spread of a crow's foot
_RING = 3.6  # radius
_ARM = 0.5523 * _RING  # how far the control points of a quarter of a circle stand off
_CIRCLE = (
    (_RING, 0.0),
    *((_RING, _ARM), (_ARM, _RING), (0.0, _RING)),
    *((-_ARM, _RING), (-_RING, _ARM), (-_RING, 0.0)),
    *((-_RING, -_ARM), (-_ARM, -_RING), (0.0, -_RING)),
    *((_ARM, -_RING), (_RING, -_ARM), (_RING, 0.0)),
)
_STEPS = 24  # samples in which a distance along a curve is looked for


@dataclass(frozen=True, slots=True)
class Foot:
    """How a sign is built, in pixels from the table's border: `bars`, a crow's foot as long as `crow`, a `ring`."""

    bars: tuple[float, ...] = ()
    crow: float = 0.0
    ring: float = 0.0  # its centre

    @property
    def reach(self) -> float:
        """Where the line itself may begin."""
        return self.ring + _RING if self.ring else 0.0


FEET = {  # by eralchemy2's letters
    "1": Foot(bars=(5.0, 9.0)),
    "?": Foot(bars=(5.0,), ring=12.0),
    "*": Foot(crow=11.0, ring=11.0 + _RING),
    "+": Foot(crow=11.0, bars=(14.0,)),
}


def straight(one: Point, other: Point) -> Curve:
    """A straight line as a curve."""
    return one, _between(one, other, 1 / 3), _between(one, other, 2 / 3), other


def drawn(curve: Curve, letters: tuple[str, str]) -> tuple[Curve, tuple[Curve, ...]]:
    """The line between its feet, and the strokes of the feet at its start and its end."""
    start, end = (FEET[letter] for letter in letters)
    strokes = (*_strokes(curve, start), *_strokes(_reversed(curve), end))
    cut = _reversed(_after(_reversed(_after(curve, start.reach)), end.reach))
    return cut, strokes


def _strokes(curve: Curve, foot: Foot) -> tuple[Curve, ...]:
    """The sign at the start of a curve."""
    origin = curve[0]
    far = _after(curve, max(foot.reach, foot.crow, *foot.bars, 1.0))[0]
    length = math.dist(origin, far) or 1.0
    along = ((far[0] - origin[0]) / length, (far[1] - origin[1]) / length)

    def at(out: float, aside: float) -> Point:
        return origin[0] + along[0] * out - along[1] * aside, origin[1] + along[1] * out + along[0] * aside

    strokes = [straight(at(bar, -_BAR), at(bar, _BAR)) for bar in foot.bars]
    if foot.crow:
        strokes += [straight(at(foot.crow, 0), at(0, aside)) for aside in (-_TOE, _TOE)]
    if foot.ring:
        strokes.append(straight(at(foot.ring - _RING, 0), at(0, 0)))
        strokes.append(tuple(at(foot.ring + x, y) for x, y in _CIRCLE))
    return tuple(strokes)


def _reversed(curve: Curve) -> Curve:
    return tuple(reversed(curve))


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _after(curve: Curve, distance: float) -> Curve:
    """What is left of a curve beyond a distance from its start; a short rest if it is not that long."""
    rest = curve
    while distance > 0 and len(rest) > 4:  # noqa: PLR2004  # a single Bézier curve has four points
        if math.dist(rest[0], rest[3]) > distance:
            break
        distance -= math.dist(rest[0], rest[3])
        rest = rest[3:]
    if distance <= 0:
        return rest
    share = next((i / _STEPS for i in range(1, _STEPS) if math.dist(rest[0], _at(rest, i / _STEPS)) >= distance), 0.96)
    before = (share * _STEPS - 1) / _STEPS
    near, far = (math.dist(rest[0], _at(rest, at)) for at in (before, share))
    exact = before + (share - before) * (distance - near) / (far - near) if far > near else share
    return _split(rest[:4], min(max(exact, 0.0), 0.96)) + rest[4:]


def _at(curve: Curve, share: float) -> Point:
    return _split(curve[:4], share)[0]


def _split(curve: Curve, share: float) -> Curve:
    """The second part of a single Bézier curve (de Casteljau)."""
    points: Sequence[Point] = curve
    kept = [points[-1]]
    while len(points) > 1:
        points = [_between(a, b, share) for a, b in pairwise(points)]
        kept.append(points[-1])
    return tuple(reversed(kept))


def height_at(curve: Curve, x: float) -> float:
    """How high a curve from left to right is at `x`."""
    for start in range(0, len(curve) - 1, 3):
        piece = curve[start : start + 4]
        if piece[0][0] <= x <= piece[3][0]:
            near = min((_at(piece, i / _STEPS) for i in range(_STEPS + 1)), key=lambda point: abs(point[0] - x))
            return near[1]
    return min(curve, key=lambda point: abs(point[0] - x))[1]


def rounded(points: Sequence[Point], radius: float) -> Curve:
    """Straight lines from point to point with round corners."""
    curve: list[Point] = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        enters, leaves = _towards(corner, before, room), _towards(corner, after, room)
        curve += straight(curve[-1], enters)[1:]
        curve += (_between(enters, corner, 0.55), _between(leaves, corner, 0.55), leaves)
    curve += straight(curve[-1], points[-1])[1:]
    return tuple(curve)


def _towards(start: Point, aim: Point, distance: float) -> Point:
    length = math.dist(start, aim)
    return _between(start, aim, distance / length) if length else start
