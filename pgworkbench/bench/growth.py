"""How a query's time and an index's bytes grow with the rows: measured at several sizes, fitted, carried further.

A power is fitted (a line through logarithms), so an exponent of 1 says: twice the rows, twice the time. What lies
beyond the sizes that were measured is an extrapolation, and is marked as one: plans change, and caches end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import psycopg

from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.interleave import Effort, collect, totals
from pgworkbench.bench.jsonvalues import bare, json_text
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.plan import fingerprint
from pgworkbench.bench.run import Failure
from pgworkbench.bench.statistics import LEVEL, RESAMPLES, median, rounded
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.trial import Subject, plans, visit, warm_up
from pgworkbench.catalog import read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

WITH, WITHOUT = "as it is", "no index"
_FEWEST_SIZES = 3
_EFFORT = Effort(fewest=7, most=9, precision=0.03, seconds=1.5)
_LEAST = 1e-4  # ms: a logarithm needs more than nothing


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

    @property
    def exponent(self) -> Interval:
        """The power of the rows that it grows by."""
        return _interval(self._lines()[:, 0])

    def at(self, factor: float) -> Interval:
        """What is to be expected at a size; beyond those that were measured it is an extrapolation."""
        lines = self._lines()
        return _interval(np.exp(lines[:, 1] + lines[:, 0] * math.log(factor)))

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
    """Curves of all queries and indexes, sizes at which a choice flips, and what could not be measured."""

    factors: tuple[float, ...]
    curves: tuple[Curve, ...]
    flips: tuple[Flip, ...]
    failures: tuple[Failure, ...] = ()
    complete: bool = True

    def json(self, target: float | None = None) -> str:
        """Everything for machines, with what is to be expected at `target` times the rows of factor 1."""
        curves = [
            {"name": c.name, "arm": c.arm, "unit": c.unit, "points": bare(c.points), "exponent": bare(c.exponent),
             "same_plan": c.same_plan, "target": target, "expected": bare(c.at(target)) if target else None}
            for c in self.curves
        ]  # fmt: skip
        extrapolated = target is not None and not min(self.factors) <= target <= max(self.factors)
        body = {"factors": list(self.factors), "extrapolated": extrapolated, "curves": curves}
        rest = {"flips": bare(self.flips), "failures": bare(self.failures), "complete": self.complete}
        return json_text(body | rest)

    def lines(self, target: float) -> Iterator[str]:
        """For a person, one line a curve."""
        beyond = "" if min(self.factors) <= target <= max(self.factors) else " (extrapolated)"
        for curve in self.curves:
            plan = "" if curve.same_plan else "; its plan changes between the sizes"
            expected = f"{curve.at(target)} {curve.unit} at {target:g} times{beyond}"
            yield f"{curve.name}, {curve.arm}: rows to the power of {curve.exponent}; {expected}{plan}"
        for flip in self.flips:
            way = "above" if flip.pays_above else "below"
            marked = " (extrapolated)" if flip.extrapolated else ""
            yield f"{flip.query}: its indexes pay {way} {flip.factor:.3g} times{marked}"
        yield from (f"{failure.query}: {failure.reason}" for failure in self.failures)


@dataclass(slots=True)
class _Seen:
    points: dict[tuple[str, str, str], list[Point]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, arm: str, unit: str, point: Point) -> None:
        self.points.setdefault((name, arm, unit), []).append(point)


def grow(databases: Mapping[float, Database], workload: Workload, options: BenchOptions | None = None) -> Growth:
    """The reads of a workload at three sizes or more, with all indexes and with none but keys; on copies.

    `databases` has the same design with `factor` times the rows. BenchError for fewer sizes; a query that fails at one
    size is a failure. Interrupted, it keeps the queries that were measured at three sizes or more.
    """
    if len(databases) < _FEWEST_SIZES:
        raise BenchError(f"growth is told by {_FEWEST_SIZES} sizes or more, not by {len(databases)}")
    given, seen, complete = options or BenchOptions(), _Seen(), True
    reads = [query for query in workload.queries if query.kind is QueryKind.READ]
    try:
        for number, (factor, database) in enumerate(sorted(databases.items())):
            tell = _teller(given, factor, number, len(databases))
            with cloned(database, "growth") as copy:
                _measure(copy, factor, reads, _Task(given, seen, tell))
    except KeyboardInterrupt:
        complete = False
    curves = tuple(Curve(*key, tuple(points)) for key, points in seen.points.items() if len(points) >= _FEWEST_SIZES)
    flips = tuple(_flips(curves))
    failures = tuple(Failure(query, reason) for query, reason in seen.failures.items())
    return Growth(tuple(sorted(databases)), curves, flips, failures, complete)


@dataclass(frozen=True, slots=True)
class _Task:
    options: BenchOptions
    seen: _Seen
    tell: Callable[[str], None]


def _teller(options: BenchOptions, factor: float, number: int, total: int) -> Callable[[str], None]:
    def tell(query: str) -> None:
        if options.progress is not None:
            options.progress(Progress(number, total, f"{query} at {factor:g} times", None))

    return tell


def _measure(copy: Database, factor: float, queries: Sequence[Query], task: _Task) -> None:
    """Every query in both arms, every index's bytes."""
    with copy.connect(autocommit=True) as connection:
        accept_values(connection)
        freshen(connection)
        indexes, session = Indexes(read_catalog(connection)), Session(connection, copy.roles, task.options.limits)
        for name, size in sorted(sizes(connection).items()):
            if name in indexes.optional:
                task.seen.add(str(name), WITH, "bytes", Point(factor, (float(max(size, 1)),)))
        for query in queries:
            task.tell(query.name)
            try:
                subject = Subject(session, query, sets_of(connection, query, task.options))
                _both(subject, factor, indexes, task.seen)
            except (psycopg.Error, BenchError) as error:
                why = explained(error) if isinstance(error, psycopg.Error) else str(error)
                task.seen.failures[query.name] = f"at {factor:g} times: {why}"


def _both(subject: Subject, factor: float, indexes: Indexes, seen: _Seen) -> None:
    touched = set(indexes.touched_by(plans(subject))) & indexes.optional
    arms = {WITH: (), WITHOUT: tuple(sorted(touched))} if touched else {WITH: ()}
    patient = subject.patient()
    visits, shapes = {}, {}
    for arm, without in arms.items():
        warm = warm_up(subject, without)
        visits[arm] = visit(patient, without, warm.repeats)
        shapes[arm] = "".join(fingerprint(plan) for plan in warm.plans[:1])
    collected = collect(visits, replace(_EFFORT), execution_ms, seed=1)
    if collected.interrupted:
        raise KeyboardInterrupt
    for arm in arms:
        samples = tuple(ms / len(subject.sets) for ms in totals(collected.blocks, arm, execution_ms))
        seen.add(subject.query.name, arm, "ms", Point(factor, samples, shapes[arm]))


def _flips(curves: Sequence[Curve]) -> Iterator[Flip]:
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


_PARALLEL = 0.1  # exponents closer than this meet nowhere that one could name
_NEAR, _FAR = 0.001, 50.0  # a flip is named within a thousand times of what was measured; e to the 50 is beyond all


def _line(curve: Curve) -> tuple[float, float]:
    slope, height = curve._lines()[0]  # noqa: SLF001 - the fit of the medians
    return float(slope), float(height)


def _interval(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Interval:
    """The first is the fit itself, the others are of resamples."""
    low, high = np.quantile(values[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(values[0]), float(low), float(high))
