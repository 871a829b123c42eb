"""Times follow their curve, to the digit, on every machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pgworkbench.seeding.counter import numbers
from pgworkbench.seeding.curve import Curve, timeline
from pgworkbench.seeding.rows import microseconds

START, STOP = datetime(2024, 1, 1, 7, 30, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
ROWS = 60_000


def days(curve: Curve, start: datetime = START, stop: datetime = STOP) -> np.ndarray:
    line = timeline(curve, microseconds(start), microseconds(stop))
    times = line.dealt(np.arange(ROWS), ROWS, numbers(3, np.arange(ROWS)))
    assert (np.diff(times) >= 0).all()
    assert microseconds(start) <= times[0]
    assert times[-1] <= microseconds(stop)
    return times.astype("datetime64[us]")


def test_growth_is_by_the_year() -> None:
    times = days(Curve(growth=1.5))
    first, second = (times.astype("datetime64[Y]") == np.datetime64(year, "Y") for year in ("2024", "2025"))
    assert second.sum() / first.sum() == pytest.approx(1.5, rel=0.03)


def test_seasons_weekdays_and_hours_are_heard() -> None:
    months = (2.0, *[1.0] * 11)
    weekdays = (0.0, *[1.0] * 6)
    hours = (*[0.0] * 8, *[1.0] * 16)
    times = days(Curve(months=months, weekdays=weekdays, hours=hours), datetime(2024, 1, 1, tzinfo=UTC))
    month = times.astype("datetime64[M]").astype(int) % 12
    assert (month == 0).sum() / (month == 2).sum() == pytest.approx(2, rel=0.1)
    assert not ((times.astype("datetime64[D]").astype(int) + 3) % 7 == 0).any()
    assert (times.astype("datetime64[h]").astype(int) % 24).min() == 8


def test_a_window_of_minutes_is_kept_to() -> None:
    stop = START + timedelta(minutes=7)
    times = days(Curve(growth=2.0), START, stop)
    assert (times >= np.datetime64(START.replace(tzinfo=None))).all()
    assert (times <= np.datetime64(stop.replace(tzinfo=None))).all()
    assert len(np.unique(times.astype("datetime64[m]"))) == 7


def test_the_same_rows_have_the_same_times_for_ever() -> None:
    """A change of this figure changes every volume: it needs a line in the change log."""
    line = timeline(Curve(growth=1.4, months=tuple(range(1, 13))), microseconds(START), microseconds(STOP))
    times = line.dealt(np.arange(3), 3, numbers(1, np.arange(3)))
    assert times.tolist() == line.dealt(np.arange(3), 3, numbers(1, np.arange(3))).tolist()
    assert [str(time)[:10] for time in times.astype("datetime64[us]")] == ["2024-07-27", "2025-08-16", "2025-09-26"]


def test_a_curve_without_any_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="all zero"):
        timeline(Curve(growth=1.0, hours=(0.0,) * 24), 0, 10**12)
