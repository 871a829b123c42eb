"""Queries that another wording would help more than an index: reworded, run both ways, and told with the measured gain.

Each wording is run on a copy in turns with the query as written, and with the indexes that it alone would need, built
for real; its rows are compared with those of the query as written, for every parameter set, as multisets. Pages by
OFFSET are compared with the first page, which is what a page asked for by its last key costs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from pgworkbench.bench.access import accesses, expressions, operators
from pgworkbench.bench.build import build
from pgworkbench.bench.candidates import fairest, propose
from pgworkbench.bench.candidates.vocabulary import read_facts
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.indexes import BenchOptions, Progress, sets_of
from pgworkbench.bench.interleave import Block, collect, totals
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session, run_row
from pgworkbench.bench.plan import nodes
from pgworkbench.bench.statistics import Ratio, median
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, plans, ratio, visit, warm_up
from pgworkbench.bench.wordings import Columns, Wording, wordings
from pgworkbench.catalog import Catalog, Column, Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_BEFORE, _AFTER = "as written", "reworded"
_BESIDE, _ALONE = "as written, beside the indexes of the other words", "reworded, with indexes of its own"
_MUCH = 1.5  # an index of its own must bring so much: every write pays for it
_MOST_OWN = 10  # indexes that are built for other words, to be tried
_MOST_TABLES = 8  # as join_collapse_limit has it, beyond which the order of joins is as written
_WIDER = (("join_collapse_limit", "24"), ("from_collapse_limit", "24"), ("geqo", "off"))
_ORDER_SAID = (
    "it joins more tables than the planner orders at once: SET LOCAL join_collapse_limit = 24, "
    "from_collapse_limit = 24, geqo = off let it order them all"
)
_KINDS = ("btree", "brin", "lookup", "nearest")  # of indexes that other words may need
# The sum of the rows' hashes is the same for the same rows in any order, each as often.
_MULTISET = """
SELECT pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashtextextended(every_row::pg_catalog.text, 7)::numeric)
  FROM (
"""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A query in other words: how many times longer it takes as written. `same_rows`: the same rows both ways.

    `ms` are of a call, before and after; `ddl` are the indexes without which the other words would be no quicker.
    """

    query: str
    why: str
    sql: str
    ratio: Ratio
    same_rows: bool
    ms: tuple[float, float] = (0.0, 0.0)
    ddl: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """Where wordings are tried: a copy with the indexes that are to be there."""

    session: Session
    catalog: Catalog
    options: BenchOptions

    @property
    def columns(self) -> Columns:
        """Of every table by its own name."""
        return Columns({t.name.name: {c.name: _spelt(c) for c in t.columns} for t in self.catalog.tables})


def _spelt(column: Column) -> str:
    return column.type_name.name + ("[]" if column.array else "")


def rewordings(query: Query, columns: Columns | None = None) -> Iterator[tuple[str, str]]:
    """Why, and the other wording with the same named parameters; nothing if it has no known weakness."""
    yield from ((wording.why, wording.sql) for wording in wordings(query, columns))


def reword(database: Database, workload: Workload, options: BenchOptions | None = None) -> Iterator[Rewording]:
    """Every read of the workload that other words make faster beyond doubt, as they are measured, in turns on a copy.

    It ends when `options.seconds` from its begin are over.
    """
    given = options or BenchOptions()
    deadline = time.monotonic() + given.seconds
    given = replace(given, effort=replace(given.effort, deadline=deadline))
    reads = [query for query in workload.queries if query.kind is QueryKind.READ]
    with cloned(database, "reword") as copy, copy.connect(autocommit=True) as connection:
        accept_values(connection)
        freshen(connection)
        work = _Work(Session(connection, copy.roles, given.limits), read_catalog(connection), given)
        for number, query in enumerate(reads):
            if time.monotonic() > deadline:
                break
            _tell(given, f"rewording {query.name}", number, len(reads))
            yield from _of_query(work, query)


def _of_query(work: _Work, query: Query) -> Iterator[Rewording]:
    """Its wordings that are faster beyond doubt, the best first."""
    faster = []
    for wording, other in _tried(work, query):
        try:
            measured = _measured(work, query, wording, other)
        except (psycopg.Error, BenchError):
            continue  # the server does not take it, or it is as slow: whoever measures the workload says what fails
        if measured is not None and measured.ratio.low > 1 and measured.ratio.decided:
            faster.append(measured)
    yield from sorted(faster, key=lambda each: -each.ratio.median)


def _tried(work: _Work, query: Query) -> Iterator[tuple[Wording, Query]]:
    """Each wording as a query; one with more joins than the planner orders is tried with more patience, too."""
    for wording in wordings(query, work.columns):
        yield wording, replace(query, sql=wording.sql)
    try:
        subject = Subject(work.session, query, sets_of(work.session.connection, query, work.options)[:1])
        joined = sum("Relation Name" in node for plan in plans(subject) for _, node in nodes(plan))
    except (psycopg.Error, BenchError):
        return
    if joined > _MOST_TABLES:
        yield Wording("order", _ORDER_SAID, query.sql), replace(query, settings=(*query.settings, *_WIDER))


def _measured(work: _Work, query: Query, wording: Wording, other: Query) -> Rewording | None:
    """Both ways in turns, and with indexes of its own if the planner would take some up; None if the rows differ."""
    given, sets = work.options, sets_of(work.session.connection, query, work.options)
    before, after = Subject(work.session, query, sets), Subject(work.session, other, sets)
    same = not wording.alike or all(multiset(before, i) == multiset(after, i) for i in range(len(sets)))
    if not same:
        return None
    own, ddl = _own_indexes(work, after)
    arms = {_BEFORE: (before, own), _AFTER: (after, own)}
    arms |= {_BESIDE: (before, ()), _ALONE: (after, ())} if own else {}
    try:
        blocks = _blocks(arms, given)
    finally:
        _drop(work, own)
    return _told(query, wording, blocks, ddl) if blocks else None


def _blocks(arms: Mapping[str, tuple[Subject, Sequence[Name]]], given: BenchOptions) -> Sequence[Block]:
    visits = {}
    for arm, (subject, without) in arms.items():
        visits[arm] = visit(subject.patient(), without, warm_up(subject, without).repeats)
    collected = collect(visits, given.effort, execution_ms, given.seed)
    if collected.interrupted:
        raise KeyboardInterrupt
    return collected.blocks


def _told(query: Query, wording: Wording, blocks: Sequence[Block], ddl: tuple[str, ...]) -> Rewording:
    """Against the query as written, beside the same indexes; with those of its own only where they bring much more."""
    took = {arm: median(totals(blocks, arm, execution_ms)) / len(blocks[0][arm]) for arm in blocks[0]}
    much = bool(ddl) and took[_ALONE] * _MUCH < took[_AFTER]
    best = min((arm for arm in (_BEFORE, _BESIDE) if arm in took and (much or arm == _BEFORE)), key=lambda a: took[a])
    arm = _ALONE if much else _AFTER
    gain = ratio(blocks, best, arm, execution_ms, 1)
    return Rewording(query.name, wording.why, wording.sql, gain, wording.alike, (took[best], took[arm]), ddl * much)


def multiset(subject: Subject, number: int) -> tuple[object, ...]:
    """How many rows, and the sum of their hashes, for a parameter set."""
    query = subject.query
    text = f"{_MULTISET}{query.sql.rstrip().rstrip(';')}\n) AS every_row"
    return run_row(subject.session, replace(query, sql=text), subject.sets[number])


def _own_indexes(work: _Work, after: Subject) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """Indexes that the new words suggest, built; those that its plans take up, with their statements."""
    connection = work.session.connection
    seen = accesses(work.session, after.query, Indexes(work.catalog))
    facts = read_facts(connection, work.catalog, operators(seen), expressions(seen))
    wanted = fairest(propose(seen, facts, _KINDS), _MOST_OWN)
    built = build(connection, wanted, lambda _: None, work.options.effort.deadline).built
    used = Indexes(read_catalog(connection)).used_by
    taken = {name for plan in plans(after) for name in used(plan)} & set(built)
    _drop(work, tuple(set(built) - taken))
    return tuple(sorted(taken)), tuple(built[name].ddl for name in sorted(taken))


def _drop(work: _Work, names: Sequence[Name]) -> None:
    connection = work.session.connection
    for name in sorted(names):
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.schema, name.name)))


def _tell(options: BenchOptions, what: str, done: int, total: int) -> None:
    if options.progress is not None:
        options.progress(Progress(done, total, what, None))
