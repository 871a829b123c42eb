"""How a query's time and an index's bytes grow with the rows: curves fitted over several sizes, carried further.

A power is fitted (a line through logarithms), so an exponent of 1 says: twice the rows, twice the time. What lies
beyond the sizes that were measured is an extrapolation, and is marked as one: plans change, and caches end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pgworkbench.bench.jsonvalues import bare, json_text
from pgworkbench.bench.run import Failure
from pgworkbench.bench.statistics import LEVEL, RESAMPLES, median, rounded

if TYPE_CHECKING:
    import pandas as pd

WITH, WITHOUT = "as it is", "no index"
_MIB = 2**20
_EDGE = 0.999  # of the sizes that were measured
_LEAST = 1e-4  # ms: a logarithm needs more than nothing
_PARALLEL = 0.1  # exponents closer than this meet nowhere that one could name
_NEAR, _FAR = 0.001, 50.0  # a flip is named within a thousand times of what was measured; e to the 50 is beyond all


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{rounded(self.value)} [{rounded(self.low)}, {rounded(self.high)}]"


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at a size: ms of a call in each block, or bytes once; the plan's fingerprint."""

    factor: float
    samples: tuple[float, ...]
    plan: str = ""

    @property
    def value(self) -> float:
        """The middle of the samples."""
        return median(self.samples)


@dataclass(frozen=True, slots=True)
class Curve:
    """A query in an arm (`unit` ms), or an index (`unit` bytes), over the sizes."""

    name: str
    arm: str
    unit: str
    points: tuple[Point, ...]
    tables: tuple[str, ...] = ()  # that the query reads, or that the index is of

    @property
    def exponent(self) -> Interval:
        """The power of the rows that it grows by."""
        return _interval(self._lines()[:, 0])

    def at(self, factor: float) -> Interval:
        """What is to be expected at a size; beyond those that were measured it is an extrapolation."""
        lines = self._lines()
        return _interval(np.exp(lines[:, 1] + lines[:, 0] * math.log(factor)))

    def measured(self, factor: float) -> bool:
        """Whether a size lies within those that were measured."""
        known = [point.factor for point in self.points]
        return min(known) * _EDGE <= factor <= max(known) / _EDGE

    @property
    def same_plan(self) -> bool:
        """Whether its plan was the same at all sizes: if not, a single power says little."""
        return len({point.plan for point in self.points}) == 1

    def _lines(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Slope and height through the medians, then through the medians of resamples."""
        generator = np.random.default_rng(1)
        x = np.log([point.factor for point in self.points])
        heights = [[point.value for point in self.points]]
        drawn = [np.asarray(point.samples) for point in self.points]
        picked = [np.median(each[generator.integers(0, len(each), (RESAMPLES, len(each)))], axis=1) for each in drawn]
        heights += np.stack(picked, axis=1).tolist()
        return np.asarray(np.polyfit(x, np.log(np.maximum(np.asarray(heights), _LEAST)).T, 1).T)


@dataclass(frozen=True, slots=True)
class Flip:
    """The size at which a query takes as long with its indexes as without; larger, they pay (or cease to)."""

    query: str
    factor: float
    pays_above: bool
    extrapolated: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """Curves of all queries and indexes, sizes at which a choice flips, and what could not be measured.

    `targets`: by the curve's name, so many times its rows of factor 1 are to be expected, as `told` says when.
    """

    factors: tuple[float, ...]
    curves: tuple[Curve, ...]
    flips: tuple[Flip, ...]
    failures: tuple[Failure, ...] = ()
    complete: bool = True
    targets: Mapping[str, float] = field(default_factory=dict)
    told: str = ""

    def frame(self) -> pd.DataFrame:
        """One row a curve: its power of the rows with the interval, what is expected at its target, how far that is."""
        import pandas as pd  # slow to import, and only people ask for it

        rows = [_row(curve, self.targets.get(curve.name)) for curve in self.curves]
        head = ["name", "arm", "unit", "power", "low", "high", "now", "target", "expected", "extrapolated", "same_plan"]
        return pd.DataFrame(rows, columns=head)

    def json(self, target: float | None = None) -> str:
        """Everything for machines, with what is to be expected at `target` times the rows of factor 1."""
        extrapolated = target is not None and not min(self.factors) <= target <= max(self.factors)
        body = {"factors": list(self.factors), "extrapolated": extrapolated, "curves": self.expected(target)}
        rest = {"flips": bare(self.flips), "failures": bare(self.failures), "complete": self.complete}
        return json_text(body | rest)

    def expected(self, target: float | None = None) -> list[dict[str, Any]]:
        """Each curve as plain values, with its fit and what is to be expected at `target` (None: at its own)."""
        return [
            {**bare(c), "exponent": bare(c.exponent), "same_plan": c.same_plan, "target": to,
             "expected": bare(c.at(to)) if to else None, "extrapolated": to is not None and not c.measured(to)}
            for c in self.curves for to in [target if target is not None else self.targets.get(c.name)]
        ]  # fmt: skip

    def lines(self, target: float | None = None) -> Iterator[str]:
        """For a person, one line a curve; `target` as for `expected`."""
        for curve in self.curves:
            to = target if target is not None else self.targets.get(curve.name, max(self.factors))
            beyond = "" if curve.measured(to) else " (extrapolated)"
            plan = "" if curve.same_plan else "; its plan changes between the sizes"
            when = f", {self.told}" if self.told and target is None else ""
            expected = f"{_amount(curve.at(to), curve.unit)} at {rounded(to)} times{when}{beyond}"
            yield f"{curve.name}, {curve.arm}: rows to the power of {curve.exponent}; {expected}{plan}"
        for flip in self.flips:
            way = "above" if flip.pays_above else "below"
            marked = " (extrapolated)" if flip.extrapolated else ""
            yield f"{flip.query}: its indexes pay {way} {flip.factor:.3g} times{marked}"
        yield from (f"{failure.query}: {failure.reason}" for failure in self.failures)


def _row(curve: Curve, target: float | None) -> tuple[Any, ...]:
    power, now = curve.exponent, curve.points[-1].value
    expected = (None, None, False) if target is None else (target, curve.at(target).value, not curve.measured(target))
    return (curve.name, curve.arm, curve.unit, power.value, power.low, power.high, now, *expected, curve.same_plan)


def _amount(value: Interval, unit: str) -> str:
    """Bytes as MiB."""
    if unit != "bytes":
        return f"{value} {unit}"
    return f"{Interval(value.value / _MIB, value.low / _MIB, value.high / _MIB)} MiB"


def flips(curves: Sequence[Curve]) -> Iterator[Flip]:
    """Where the lines of a query with its indexes and without them cross, near enough to what was measured."""
    by_name = {(curve.name, curve.arm): curve for curve in curves if curve.unit == "ms"}
    for (name, arm), bare_curve in by_name.items():
        if arm != WITHOUT or (name, WITH) not in by_name:
            continue
        slopes, heights = zip(*(_line(curve) for curve in (by_name[name, WITH], bare_curve)), strict=True)
        if abs(slopes[0] - slopes[1]) < _PARALLEL:
            continue
        factor = math.exp(min(max((heights[0] - heights[1]) / (slopes[1] - slopes[0]), -_FAR), _FAR))
        known = [point.factor for point in bare_curve.points]
        if _NEAR * min(known) <= factor <= max(known) / _NEAR:
            extrapolated = not min(known) <= factor <= max(known)
            yield Flip(name, factor, slopes[1] > slopes[0], extrapolated)


def _line(curve: Curve) -> tuple[float, float]:
    slope, height = curve._lines()[0]  # noqa: SLF001 - the fit of the medians
    return float(slope), float(height)


def _interval(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Interval:
    """The first is the fit itself, the others are of resamples."""
    low, high = np.quantile(values[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(values[0]), float(low), float(high))
