"""`explore`: which index would serve these queries best? Every kind that could is built, planned with, and measured.

It works on copies of the database that it is given, so nothing there changes. Each query is measured with no index
but those that rules need (keys, unique indexes), with all that are there, and with one index at a time: each that is
there and each that was built, as far as a plan makes use of it. What the best of them cost the writes is measured too.
A search over timings finds lucky ones: the best of each query is measured again, on a fresh copy, beside all that are
there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import psycopg

from pgworkbench.bench.access import Access, accesses, expressions, operators
from pgworkbench.bench.build import Attempt, build
from pgworkbench.bench.candidates import fairest, propose
from pgworkbench.bench.candidates.vocabulary import read_facts
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.environment import Beginning, environment, processor_clock
from pgworkbench.bench.fresh import freshen, sweep
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.lineup import Outcomes, Scope, line_up
from pgworkbench.bench.measure import Session
from pgworkbench.bench.proposal import best
from pgworkbench.bench.run import Comparison, Failure, Relation, Run, RunKind, Timing
from pgworkbench.bench.single import Field, measure_singles
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.trial import Subject
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_MOST = 120  # candidates in all


@dataclass(slots=True)
class _Found:
    """What was found so far; whole at any moment."""

    timings: list[Timing] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attempt: Attempt = field(default_factory=lambda: Attempt({}, ()))
    stopped: bool = False

    def add(self, outcomes: Outcomes) -> None:
        self.timings += outcomes.timings
        self.comparisons += outcomes.comparisons
        if outcomes.interrupted:
            raise KeyboardInterrupt


@dataclass(frozen=True, slots=True)
class _Lab:
    """A copy of the database, the queries, how to measure, and where what is found goes."""

    database: Database
    workload: Workload
    options: BenchOptions
    began: Beginning
    found: _Found

    def of_kind(self, kind: QueryKind) -> list[Query]:
        """The queries that have not failed yet."""
        failed = {failure.query for failure in self.found.failures}
        return [q for q in self.workload.queries if q.kind is kind and q.name not in failed]


def explore(database: Database, workload: Workload, options: BenchOptions | None = None) -> Run:
    """Propose, build and measure index candidates for the workload's reads, on copies of `database`.

    The workload's writes show the price. `options.claims` is not looked at. Interrupted, or out of time, it keeps what
    it measured. `proposals(run)` says what to do.
    """
    if not workload.queries:
        raise BenchError("there is no query to serve: the workload is empty")
    given, began, found = options or BenchOptions(), Beginning.now(), _Found()
    with cloned(database, "explore") as copy, copy.connect(autocommit=True) as connection:
        lab = _Lab(copy, workload, given, began, found)
        try:
            freshen(connection)
            competitors = _built(lab, connection)
            _measured(lab, QueryKind.READ, competitors)
            finalists = _finalists(found.comparisons, competitors)
            _measured(lab, QueryKind.WRITE, replace(competitors, finalists=finalists))
            _confirmed(database, lab)
        except KeyboardInterrupt:
            found.stopped = True
        shown = {"parameter sets": str(given.sets), "seed": str(given.seed)}
        where = environment(connection, began, given.labels, shown)
    return Run(
        RunKind.CANDIDATES,
        where,
        tuple(found.timings),
        tuple(found.comparisons),
        tuple(found.failures),
        tuple(found.attempt.built.values()),
        tuple(found.notes),
        complete=not found.stopped,
    )


def _built(lab: _Lab, connection: psycopg.Connection[Any]) -> Field:
    """Candidates for every read, built; the field in which they compete with what is there."""
    accept_values(connection)
    session, catalog = Session(connection, lab.database.roles, lab.options.limits), read_catalog(connection)
    seen = list(_understood(lab, session, Indexes(catalog)))
    proposed = propose(seen, read_facts(connection, catalog, operators(seen), expressions(seen)))
    wanted = fairest(proposed, _MOST)
    if len(proposed) > _MOST:
        lab.found.notes.append(f"{len(proposed) - _MOST} of {len(proposed)} candidates were left out")
    lab.found.attempt = build(connection, wanted, _teller(lab, "building", len(wanted)))
    lab.found.notes += lab.found.attempt.notes
    return Field(Indexes(read_catalog(connection)), sizes(connection), frozenset(lab.found.attempt.built))


def _understood(lab: _Lab, session: Session, indexes: Indexes) -> Iterator[Access]:
    """What each read asks of its tables; a query that the server cannot plan is a failure."""
    for query in lab.of_kind(QueryKind.READ):
        try:
            yield from accesses(session, query, indexes)
        except psycopg.Error as error:
            lab.found.failures.append(Failure(query.name, explained(error)))


def _measured(lab: _Lab, kind: QueryKind, competitors: Field) -> None:
    queries = lab.of_kind(kind)
    tell = _teller(lab, "measuring", len(queries))
    for query in queries:
        tell(query.name)
        _each(lab, lab.database, query, partial(_singly, lab, competitors))


def _singly(lab: _Lab, competitors: Field, subject: Subject) -> Outcomes:
    return measure_singles(subject, competitors, _effort(lab), lab.options.seed)


def _each(lab: _Lab, database: Database, query: Query, measure: Callable[[Subject], Outcomes]) -> None:
    """One query on a connection of its own; what goes wrong is the query's failure."""
    if lab.began.seconds > lab.options.seconds:
        lab.found.stopped = True
        lab.found.notes.append(f"out of time, not measured: {query.name}")
        return
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        session = Session(connection, database.roles, lab.options.limits, processor_clock(connection))
        try:
            outcomes = measure(Subject(session, query, sets_of(connection, query, lab.options)))
        except (psycopg.Error, BenchError) as error:
            why = explained(error) if isinstance(error, psycopg.Error) else str(error)
            lab.found.failures.append(Failure(query.name, why))
        else:
            sweep(connection, outcomes.written)
            lab.found.add(outcomes)


def _finalists(comparisons: Sequence[Comparison], competitors: Field) -> tuple[Name, ...]:
    """The best index of each query, and those that are there and serve one."""
    queries = dict.fromkeys(c.query for c in comparisons)
    chosen = [best(c for c in comparisons if c.query == query) for query in queries]
    names = {c.subject[0] for c in chosen if c is not None}
    names |= {c.subject[0] for c in comparisons if c.relation is Relation.SERVES}
    return tuple(name for name in sorted(competitors.indexes.optional) if str(name) in names)


def _confirmed(database: Database, lab: _Lab) -> None:
    """The best candidate of each query once more: on a fresh copy, alone beside all indexes that are there."""
    winners = dict(_winners(lab))
    if not winners:
        return
    tell = _teller(lab, "confirming", len(winners))
    with cloned(database, "confirm") as copy, copy.connect(autocommit=True) as connection:
        freshen(connection)
        for name in sorted(set(winners.values())):
            connection.execute(lab.found.attempt.built[name].ddl.encode())
        freshen(connection)
        catalog, weights = read_catalog(connection), sizes(connection)
        for query, winner in winners.items():
            tell(query)
            others = tuple(sorted(set(winners.values()) - {winner}))
            scope = Scope(Indexes(catalog), weights, (winner,), write_costs=False)
            _each(lab, copy, lab.workload.query(query), partial(_once_more, lab, scope, others))


def _winners(lab: _Lab) -> Iterator[tuple[str, Name]]:
    by_text = {str(name): name for name in lab.found.attempt.built}
    for query in lab.of_kind(QueryKind.READ):
        chosen = best(c for c in lab.found.comparisons if c.query == query.name)
        if chosen is not None and chosen.relation is Relation.CANDIDATE:
            yield query.name, by_text[chosen.subject[0]]


def _once_more(lab: _Lab, scope: Scope, others: tuple[Name, ...], subject: Subject) -> Outcomes:
    alone = replace(subject, session=replace(subject.session, absent=others))
    outcomes = line_up(alone, scope, _effort(lab), lab.options.seed)
    kept = tuple(replace(c, relation=Relation.CONFIRMED) for c in outcomes.comparisons if c.relation is Relation.SERVES)
    return replace(outcomes, timings=(), comparisons=kept)


def _effort(lab: _Lab) -> Effort:
    return replace(lab.options.effort, deadline=lab.began.clock + lab.options.seconds)


def _teller(lab: _Lab, doing: str, total: int) -> Callable[[str], None]:
    """Tells the caller's progress what is being done, and counts."""
    count = iter(range(total))

    def tell(what: str) -> None:
        if lab.options.progress is not None:
            lab.options.progress(Progress(next(count, total), total, f"{doing} {what}", None))

    return tell
