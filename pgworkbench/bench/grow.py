"""Growth measured: the reads of a workload at several sizes of the same design, with their indexes and without."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise

import psycopg

from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.growth import WITH, WITHOUT, Curve, Growth, Point, flips
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.interleave import Effort, collect, totals
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.plan import fingerprint, tables_touched
from pgworkbench.bench.run import Failure
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.thin import counted
from pgworkbench.bench.trial import Subject, plans, visit, warm_up
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_FEWEST_SIZES = 3
_APART = 1.2  # tables that grow less between two sizes tell nothing by their own rows
_EFFORT = Effort(fewest=7, most=9, precision=0.03, seconds=1.5)


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
    return Growth(tuple(sorted(databases)), curves, tuple(flips(curves)), failures, complete)


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
