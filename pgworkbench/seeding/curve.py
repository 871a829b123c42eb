"""How busy each hour was: growth over the years, seasons, weekdays, times of day; and times dealt out by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.counter import Index, Numbers

_HOUR = 3_600_000_000  # microseconds
_WHOLE = 1 << 52  # the scale of cumulated weights
_FINE = 1 << 30  # how finely an hour is divided
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ARITHMETIC = Context(prec=30)
_DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class Curve:
    """Relative weights: `growth` a year (1.4 is 40 % more), of the months, weekdays (Monday first), hours (UTC)."""

    growth: float = 1.0
    months: tuple[float, ...] = (1.0,) * 12
    weekdays: tuple[float, ...] = (1.0,) * 7
    hours: tuple[float, ...] = (1.0,) * 24


@dataclass(frozen=True)
class Timeline:
    """Edges of the hours in microseconds since 1970, and the weight before each edge (the last: 2**52)."""

    edges: NDArray[np.int64]
    weights: NDArray[np.int64]

    def at(self, position: Index) -> Index:
        """The moments at which this much of the weight has passed."""
        hour = np.minimum(np.searchsorted(self.weights, position, side="right") - 1, len(self.edges) - 2)
        step, steps, length = self._hours
        part = (position - self.weights[hour]) // step[hour]
        moments: Index = self.edges[hour] + part * length[hour] // steps[hour]
        return moments

    @cached_property
    def _hours(self) -> tuple[Index, Index, Index]:
        """Of each hour: the weight of its smallest part, how many parts it has, and how long it is."""
        width = np.diff(self.weights)
        step = width // _FINE + 1
        return step, width // step + 1, np.diff(self.edges)

    def dealt(self, local: Index, rows: int, random: Numbers) -> Index:
        """The moment of row `local` of so many: ascending with the row, random within the row's own share."""
        step, rest = divmod(_WHOLE, max(rows, 1))
        width = np.uint64(max(step, 1))
        jitter = (random - random // width * width).astype(np.int64)
        return self.at(local * step + local * rest // max(rows, 1) + jitter)

    def anywhere(self, random: Numbers) -> Index:
        """A random moment for each number."""
        return self.at((random >> np.uint64(12)).astype(np.int64))


@lru_cache(maxsize=256)
def timeline(curve: Curve, start: int, stop: int) -> Timeline:
    """The hours between two moments (microseconds since 1970) with the curve's weights."""
    first = start // _HOUR
    edges = np.clip(np.arange(first, -(-max(stop, start + 1) // _HOUR) + 1) * _HOUR, start, max(stop, start + 1))
    opened = _EPOCH + timedelta(hours=first)
    weights = _weights(curve, opened, len(edges) - 1) * (np.diff(edges) / _HOUR)
    sums = np.concatenate([[0.0], np.cumsum(weights)])
    if sums[-1] <= 0:
        raise ValueError("a curve whose weights are all zero gives no time")
    scaled = np.floor(sums / sums[-1] * _WHOLE).astype(np.int64)
    return Timeline(edges, scaled)


def _weights(curve: Curve, opened: datetime, hours: int) -> NDArray[np.float64]:
    moments = np.datetime64(opened.replace(tzinfo=None), "h") + np.arange(hours) * np.timedelta64(1, "h")
    day = moments.astype("datetime64[D]")
    month = moments.astype("datetime64[M]").astype(np.int64) % 12
    weekday = (day.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    hour = moments.astype("datetime64[h]").astype(np.int64) % 24
    elapsed = (day - day[0]).astype(np.int64)
    growth = np.array([_grown(curve.growth, days) for days in range(int(elapsed[-1]) + 1)])
    factors = (np.array(curve.months)[month], np.array(curve.weekdays)[weekday], np.array(curve.hours)[hour])
    weights: NDArray[np.float64] = np.multiply.reduce([growth[elapsed], *factors])
    return weights


def _grown(growth: float, days: int) -> float:
    return float(_ARITHMETIC.power(Decimal(str(growth)), Decimal(days) / _DAYS_OF_YEAR))
