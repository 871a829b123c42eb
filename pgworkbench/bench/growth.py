"""How a query's time and an index's bytes grow with the rows: measured at several sizes, fitted, carried further.

A power is fitted (a line through logarithms), so an exponent of 1 says: twice the rows, twice the time. What lies
beyond the sizes that were measured is an extrapolation, and is marked as one: plans change, and caches end.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg

from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.interleave import Effort, collect, totals
from pgworkbench.bench.jsonvalues import bare, json_text
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.plan import fingerprint, tables_touched
from pgworkbench.bench.run import Failure
from pgworkbench.bench.statistics import LEVEL, RESAMPLES, median, rounded
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.thin import counted
from pgworkbench.bench.trial import Subject, plans, visit, warm_up
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

if TYPE_CHECKING:
    import pandas as pd

WITH, WITHOUT = "as it is", "no index"
_FEWEST_SIZES = 3
_MIB = 2**20
_APART = 1.2  # tables that grow less between two sizes tell nothing by their own rows
_EFFORT = Effort(fewest=7, most=9, precision=0.03, seconds=1.5)
_EDGE = 0.999  # of the sizes that were measured
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


@dataclass(slots=True)
class _Seen:
    """What was measured so far, by name, arm and unit; whole for each query at any moment."""

    points: dict[tuple[str, str, str], list[Point]] = field(default_factory=dict)
    tables: dict[str, tuple[Name, ...]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, arm: str, unit: str, point: Point) -> None:
        self.points.setdefault((name, arm, unit), []).append(point)


@dataclass(frozen=True, slots=True)
class Size:
    """A copy to measure on: how many times the rows of factor 1 it has, in all and by table."""

    factor: float
    session: Session
    indexes: Indexes
    rows: Mapping[Name, int]

    def of(self, tables: Sequence[Name], whole: Mapping[Name, int]) -> float:
        """How many times the rows of these tables it has; 0 if that is not known."""
        known = sum(whole.get(table, 0) for table in tables)
        return sum(self.rows.get(table, 0) for table in tables) / known if known else 0.0


def grow(databases: Mapping[float, Database], workload: Workload, options: BenchOptions | None = None) -> Growth:
    """The reads of a workload at three sizes or more, with all indexes and with none but keys; on copies.

    `databases` has the same design with `factor` times the rows. BenchError for fewer sizes; a query that fails at one
    size is a failure. Interrupted, or out of time, it keeps the queries that were measured at every size.
    """
    if len(databases) < _FEWEST_SIZES:
        raise BenchError(f"growth is told by {_FEWEST_SIZES} sizes or more, not by {len(databases)}")
    given, seen, complete = options or BenchOptions(), _Seen(), True
    deadline = time.monotonic() + given.seconds
    reads = [query for query in workload.queries if query.kind is QueryKind.READ]
    sizes_: list[Size] = []
    try:
        with ExitStack() as stack:
            for factor, database in sorted(databases.items()):
                _tell(given, f"copying {factor:g} times the rows", len(sizes_), len(databases))
                sizes_.append(_size(stack, factor, database, given))
            _bytes(sizes_, seen)
            for number, query in enumerate(reads):
                if time.monotonic() > deadline:
                    complete = False
                    break
                _tell(given, f"growth of {query.name}", number, len(reads))
                _query(sizes_, query, given, seen)
    except KeyboardInterrupt:
        complete = False
    curves = tuple(_curves(seen, sizes_))
    failures = tuple(Failure(query, reason) for query, reason in seen.failures.items())
    return Growth(tuple(sorted(databases)), curves, tuple(_flips(curves)), failures, complete)


def _tell(options: BenchOptions, what: str, done: int, total: int) -> None:
    if options.progress is not None:
        options.progress(Progress(done, total, what, None))


def _size(stack: ExitStack, factor: float, database: Database, given: BenchOptions) -> Size:
    """A copy, its statistics fresh."""
    copy = stack.enter_context(cloned(database, "growth"))
    connection = stack.enter_context(copy.connect(autocommit=True))
    accept_values(connection)
    freshen(connection)
    catalog = read_catalog(connection)
    return Size(factor, Session(connection, copy.roles, given.limits), Indexes(catalog), counted(connection, catalog))


def _bytes(sizes_: Sequence[Size], seen: _Seen) -> None:
    for at in sizes_:
        for name, size in sorted(sizes(at.session.connection).items()):
            if name in at.indexes.optional:
                seen.tables[str(name)] = (at.indexes.droppable[name].name,)
                seen.add(str(name), WITH, "bytes", Point(at.factor, (float(max(size, 1)),)))


def _query(sizes_: Sequence[Size], query: Query, given: BenchOptions, seen: _Seen) -> None:
    """A query at every size, in both arms; nothing of it is kept if it fails at one."""
    found = []
    for at in sizes_:
        try:
            subject = Subject(at.session, query, sets_of(at.session.connection, query, given))
            found.append(_both(subject, at))
            touched = {at.indexes.root_table(name) for plan in plans(subject) for name in tables_touched(plan)}
        except (psycopg.Error, BenchError) as error:
            why = explained(error) if isinstance(error, psycopg.Error) else str(error)
            seen.failures[query.name] = f"at {at.factor:g} times: {why}"
            return
    seen.tables[query.name] = tuple(sorted(touched))
    for arm in set.intersection(*(set(points) for points in found)):
        for points in found:
            seen.add(query.name, arm, "ms", points[arm])


def _both(subject: Subject, at: Size) -> dict[str, Point]:
    touched = set(at.indexes.touched_by(plans(subject))) & at.indexes.optional
    arms = {WITH: (), WITHOUT: tuple(sorted(touched))} if touched else {WITH: ()}
    patient = subject.patient()
    visits, shapes = {}, {}
    for arm, without in arms.items():
        warm = warm_up(subject, without)
        visits[arm] = visit(patient, without, warm.repeats)
        shapes[arm] = "".join(fingerprint(plan) for plan in warm.plans[:1])
    collected = collect(visits, _EFFORT, execution_ms, seed=1)
    if collected.interrupted:
        raise KeyboardInterrupt
    found = {}
    for arm in arms:
        samples = tuple(ms / len(subject.sets) for ms in totals(collected.blocks, arm, execution_ms))
        found[arm] = Point(at.factor, samples, shapes[arm])
    return found


def _curves(seen: _Seen, sizes_: Sequence[Size]) -> Iterator[Curve]:
    """Each curve over the rows of its own tables: a dimension may not grow as facts do."""
    for (name, arm, unit), points in sorted(seen.points.items()):
        if len(points) < _FEWEST_SIZES:
            continue
        tables = seen.tables.get(name, ())
        unit_rows = next((at.rows for at in sizes_ if at.factor == 1), sizes_[-1].rows)
        own = [at.of(tables, unit_rows) for at in sizes_]
        told = all(a > 0 and b / a > _APART for a, b in pairwise(own))
        factors = own if told else [at.factor for at in sizes_]
        moved = tuple(replace(point, factor=factor) for point, factor in zip(points, factors, strict=True))
        yield Curve(name, arm, unit, moved, tuple(map(str, tables)))


def _row(curve: Curve, target: float | None) -> tuple[Any, ...]:
    power, now = curve.exponent, curve.points[-1].value
    expected = (None, None, False) if target is None else (target, curve.at(target).value, not curve.measured(target))
    return (curve.name, curve.arm, curve.unit, power.value, power.low, power.high, now, *expected, curve.same_plan)


def _amount(value: Interval, unit: str) -> str:
    """Bytes as MiB."""
    if unit != "bytes":
        return f"{value} {unit}"
    return f"{Interval(value.value / _MIB, value.low / _MIB, value.high / _MIB)} MiB"


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
