"""Kept sums, tried: made on a copy; reads in turns as they are and from the sums, writes without triggers and with.

What is proposed are sums that clearly help a read which no index and no other words help as much, and that pay: the
reads save more in an hour than the writes lose, beyond doubt. What does not is told, too, with its figures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.case import waited_ms
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.environment import processor_clock
from pgworkbench.bench.fresh import freshen, sweep
from pgworkbench.bench.indexes import BenchOptions, Progress, sets_of
from pgworkbench.bench.interleave import Block, Metric, collect, totals
from pgworkbench.bench.kept.ddl import Script, script
from pgworkbench.bench.kept.expressions import Expressions
from pgworkbench.bench.kept.gather import Gathering, Proposed
from pgworkbench.bench.kept.summary import Summary
from pgworkbench.bench.kept.value import Balance, Difference, Kept
from pgworkbench.bench.kept.wanted import reworded
from pgworkbench.bench.kept.wanting import Wanting, hourly_ms, wanting
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session, apply_settings, prepared, run_plain
from pgworkbench.bench.plan import tables_written
from pgworkbench.bench.rewrites import Rewording, multiset
from pgworkbench.bench.statistics import FEWEST, Ratio, bootstrap_interval, median, paired_ratio
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, plans, visit, warm_up
from pgworkbench.catalog import Catalog, Name, TableKind, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_BEFORE, _AFTER = "as it is", "with kept sums"
_CLEAR = 1.5  # a read must gain so much, beyond doubt, for a table to be kept for it
_FAR = 3.0  # and so much where what its writers lose is not known
_ASKING = 0.4  # of the time, for what is to be tried
_EMPTY, _EMPTY_END = "SELECT * FROM (\n", "\n) AS every_row LIMIT 0"
_WRITTEN = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_catalog.pg_stat_xact_user_tables
 WHERE (schemaname, relname) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
"""


@dataclass(frozen=True, slots=True)
class _Work:
    """Two copies side by side: one where sums are kept, one where they are not; `best`: what other words gain."""

    kept: Session
    plain: Session
    copy: Database
    catalog: Catalog
    workload: Workload
    wanting: Wanting
    best: Mapping[str, float]
    options: BenchOptions


def kept_sums(
    database: Database, workload: Workload, options: BenchOptions | None = None, words: Sequence[Rewording] = ()
) -> Iterator[Kept]:
    """Sums that some read of the workload gains by, with what they cost the writes, whether they pay or not.

    One after the other, as they are measured, the most promising first, until `options.seconds` are over. `words` are
    other words that help already: what sums gain is told beside them.
    """
    given = options or BenchOptions()
    given = replace(given, effort=replace(given.effort, deadline=time.monotonic() + given.seconds))
    until = time.monotonic() + _ASKING * given.seconds
    best = {each.query: each.ratio.median for each in sorted(words, key=lambda each: each.ratio.median)}
    with cloned(database, "kept") as copy, copy.connect(autocommit=True) as connection:
        session = _session(copy, connection, given)
        catalog = read_catalog(connection)
        wants = wanting(session, workload, catalog, given)
        gathering = Gathering(connection, catalog, given.limits.statement_ms, until)
        found = _promising(session, workload, list(gathering.proposed(wants.by_query)), given)
        if not found:
            return
        with cloned(database, "plain") as beside, beside.connect(autocommit=True) as other:
            plain = _session(beside, other, given)
            work = _Work(session, plain, copy, catalog, workload, wants, best, given)
            for number, proposed in enumerate(found):
                if time.monotonic() > given.effort.deadline:
                    return
                if given.progress is not None:
                    told = f"sums of {proposed.summary.table.name}"
                    given.progress(Progress(number, len(found), told, None))
                if (tried := _tried(work, proposed)) is not None:
                    yield tried


def _promising(session: Session, workload: Workload, found: list[Proposed], given: BenchOptions) -> list[Proposed]:
    """Those for queries that can be run, the first of which would save most."""
    names = sorted({name for each in found for name in each.queries})
    takes = {name: hourly_ms(session, workload.query(name), given) for name in names}
    able = [replace(each, queries=tuple(name for name in each.queries if takes[name] > 0)) for each in found]
    able.sort(key=lambda each: -sum(takes[name] for name in each.queries))
    return [each for each in able if each.queries]


def _session(copy: Database, connection: psycopg.Connection[Any], given: BenchOptions) -> Session:
    accept_values(connection)
    freshen(connection)
    return Session(connection, copy.roles, given.limits, processor_clock(connection))


def _tried(work: _Work, proposed: Proposed) -> Kept | None:
    """The sums made and measured; None if they cannot be made, serve no query, or there was no time for all of it."""
    made = script(proposed.summary)
    try:
        with _there(work, proposed.summary, made):
            return _measured(work, proposed, made)
    except (psycopg.Error, BenchError):
        return None  # such as a NaN among the values: nothing to be advised


@contextmanager
def _there(work: _Work, summary: Summary, made: Script) -> Iterator[None]:
    """The sums made, and gone again; whoever interrupts leaves them to go with the copy."""
    connection, left = work.kept.connection, work.options.effort.deadline - time.monotonic()
    with connection.transaction():
        if left != float("inf"):
            limit = [f"{max(left, 1.0):.0f}s"]
            connection.execute("SELECT pg_catalog.set_config('statement_timeout', %s, true)", limit)
        _run(connection, made.make)
    try:
        sweep(connection, (summary.name,))
        yield
    except (psycopg.Error, BenchError):
        _run(connection, made.drop)
        raise
    _run(connection, made.drop)


def _run(connection: psycopg.Connection[Any], statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def _measured(work: _Work, proposed: Proposed, made: Script) -> Kept | None:
    """Reads first: without one that gains clearly, no write need be asked."""
    asked = [work.workload.query(name) for name in proposed.queries]
    compared = [found for query in asked if (found := _read(work, query, proposed.summary)) is not None]
    if not compared:
        return None
    writing = [query for query in work.workload.queries if query.kind is QueryKind.WRITE]
    touching = [query for query in writing if _touches(work, query, proposed.summary)]
    least = _CLEAR if touching else _FAR
    reads = tuple(each for each in compared if each.ratio.low >= least and each.ratio.decided)
    writes = list[Difference]()
    for query in touching if reads else ():
        if (cost := _write(work, query)) is None:
            return None
        writes.append(cost)
    summary = proposed.summary
    size = sql.SQL("SELECT pg_catalog.pg_total_relation_size({}::regclass)").format(
        sql.Literal(sql.Identifier(summary.name.schema, summary.name.name).as_string(None))
    )
    row = work.kept.connection.execute(size).fetchone()
    return Kept(
        str(summary.table.name),
        str(summary.name),
        tuple(part.text for part in summary.keys if part.text != "true"),
        tuple(map(work.copy.globalise, made.make)),
        tuple(map(work.copy.globalise, made.refill)),
        int(row[0]) if row else 0,
        proposed.groups,
        proposed.rows,
        summary.table.kind is TableKind.PARTITIONED,
        reads,
        tuple(writes),
        tuple(each for each in compared if each not in reads),
        summary.scaled,
    )


def _read(work: _Work, query: Query, summary: Summary) -> Difference | None:
    """The read as written and in other words, in turns; None if the answers differ in anything, or it fails."""
    scope = work.wanting.scopes[query.name]
    other = replace(query, sql=reworded(query, summary, scope, Expressions(work.kept.connection)))
    try:
        sets = sets_of(work.kept.connection, query, work.options)
        before, after = Subject(work.kept, query, sets), Subject(work.kept, other, sets)
        if _shape(before) != _shape(after) or any(multiset(before, i) != multiset(after, i) for i in range(len(sets))):
            return None
        blocks = _blocks({_BEFORE: before, _AFTER: after}, execution_ms, work.options)
    except (psycopg.Error, BenchError):
        return None
    if not blocks:
        return None
    best = max(work.best.get(query.name, 1.0), 1.0)  # other words would do so much without any table
    long = [ms / best / len(sets) for ms in totals(blocks, _BEFORE, execution_ms)]
    short = [ms / len(sets) for ms in totals(blocks, _AFTER, execution_ms)]
    return _difference(query, (long, short), paired_ratio(long, short, seed=work.options.seed), other.sql)


def _write(work: _Work, query: Query) -> Difference | None:
    """The write without and with triggers, in turns; None if there was no time. psycopg.Error if it fails with them."""
    sets = sets_of(work.plain.connection, query, work.options)
    subjects = {_BEFORE: Subject(work.plain, query, sets), _AFTER: Subject(work.kept, query, sets)}
    blocks = _blocks(subjects, waited_ms, work.options)
    if not blocks:
        return None
    without, with_ = ([ms / len(sets) for ms in totals(blocks, arm, waited_ms)] for arm in (_BEFORE, _AFTER))
    return _difference(query, (without, with_), paired_ratio(with_, without, seed=work.options.seed))


def _difference(query: Query, ms: tuple[list[float], list[float]], ratio: Ratio, text: str = "") -> Difference:
    calls = 1.0 if query.calls_per_hour is None else query.calls_per_hour
    saved = [before - after for before, after in zip(*ms, strict=True)]
    low, high = bootstrap_interval(saved, seed=1)
    balance = Balance(median(saved) * calls, low * calls, high * calls)
    return Difference(query.name, calls, ratio, (median(ms[0]), median(ms[1])), balance, text)


def _blocks(subjects: Mapping[str, Subject], metric: Metric, given: BenchOptions) -> Sequence[Block]:
    warm = {arm: warm_up(subject) for arm, subject in subjects.items()}
    visits = {arm: visit(subject.patient(), (), warm[arm].repeats) for arm, subject in subjects.items()}
    once = sum(metric(sample) for each in warm.values() for sample in each.samples) / 1000
    effort = replace(given.effort, seconds=max(given.effort.seconds, FEWEST * once))
    collected = collect(visits, effort, metric, given.seed)
    if collected.interrupted:
        raise KeyboardInterrupt
    return collected.blocks


def _shape(subject: Subject) -> list[tuple[str, int]]:
    """Names and types of what a query returns."""
    with prepared(subject.session, subject.query):
        apply_settings(subject.session.connection, subject.query, subject.sets[0])
        asked = replace(subject.query, sql=_EMPTY + subject.query.sql.rstrip().rstrip(";") + _EMPTY_END)
        cursor = subject.session.connection.execute(asked.statement.encode(), dict(subject.sets[0]))
        return [(column.name, column.type_code) for column in cursor.description or ()]


def _touches(work: _Work, query: Query, summary: Summary) -> bool:
    """Whether a write changes rows of the table: as its plan says, or as is seen when it is run (by a cascade)."""
    tables = (summary.table.name, *summary.partitions)
    try:
        subject = Subject(work.plain, query, sets_of(work.plain.connection, query, work.options))
        root = Indexes(work.catalog).root_table
        if any(root(name) == summary.table.name for plan in plans(subject) for name in tables_written(plan)):
            return True
        with prepared(work.plain, query):
            before = _changes(work.plain, tables)
            for values in subject.sets:
                run_plain(work.plain, query, values)
            return _changes(work.plain, tables) > before
    except (psycopg.Error, BenchError):
        return False  # whoever measures the workload says what is wrong with it


def _changes(session: Session, tables: Sequence[Name]) -> int:
    names = [[name.schema for name in tables], [name.name for name in tables]]
    row = session.connection.execute(_WRITTEN, names).fetchone()
    return int(row[0]) if row else 0
