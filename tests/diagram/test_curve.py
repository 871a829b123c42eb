"""Lines and their feet."""

from __future__ import annotations

import math

import pytest

from pgworkbench.diagram.curve import FEET, drawn, height_at, rounded, straight

LINE = straight((0, 0), (100, 0))


@pytest.mark.parametrize(
    ("letters", "bars", "rings", "toes"),
    [("11", 4, 0, 0), ("1?", 3, 1, 0), ("1*", 2, 1, 2), ("?*", 1, 2, 2), ("*1", 2, 1, 2), ("+1", 3, 0, 2)],
)
def test_feet_are_those_of_the_cardinality(letters: str, bars: int, rings: int, toes: int) -> None:
    _, strokes = drawn(LINE, (letters[0], letters[1]))
    upright = [s for s in strokes if len(s) == 4 and math.isclose(s[0][0], s[-1][0])]
    slanted = [s for s in strokes if len(s) == 4 and s not in upright and not math.isclose(s[0][1], s[-1][1])]
    assert len(upright) == bars
    assert len([s for s in strokes if len(s) == 13]) == rings
    assert len(slanted) == toes


def test_the_line_stops_at_its_rings_and_goes_on_to_the_border() -> None:
    line, strokes = drawn(LINE, ("1", "*"))
    assert line[0] == (0, 0)
    assert line[-1][0] == pytest.approx(100 - FEET["*"].reach, abs=0.01)
    assert any(stroke[-1] == pytest.approx((100, 0)) for stroke in strokes)


def test_feet_follow_the_lines_direction() -> None:
    _, strokes = drawn(straight((0, 0), (0, 80)), ("1", "1"))
    assert all(math.isclose(stroke[0][1], stroke[-1][1]) for stroke in strokes)


def test_corners_are_round_and_ends_exact() -> None:
    curve = rounded([(0, 0), (50, 0), (50, 40), (90, 40)], 7)
    assert (curve[0], curve[-1]) == ((0, 0), (90, 40))
    assert (len(curve) - 1) % 3 == 0
    assert (50, 0) not in curve
    assert all(0 <= y <= 40 for _, y in curve)


def test_short_stretches_get_smaller_corners() -> None:
    curve = rounded([(0, 0), (50, 0), (50, 2), (90, 2)], 7)
    assert all(-0.01 <= y <= 2.01 for _, y in curve)


def test_height_of_a_curve() -> None:
    assert height_at(straight((0, 0), (100, 50)), 50) == pytest.approx(25, abs=2)
    assert height_at(straight((0, 0), (100, 50)), 500) == 50
