"""`choose`: which set of indexes is best for a workload? Built, searched, measured, and confirmed on a fresh copy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.access import Access, accesses, expressions, operators
from pgworkbench.bench.beyond import Wider, beyond
from pgworkbench.bench.build import Attempt, build
from pgworkbench.bench.candidates import fairest, propose
from pgworkbench.bench.candidates.vocabulary import read_facts
from pgworkbench.bench.choice import Choice
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.environment import Beginning, environment, processor_clock
from pgworkbench.bench.fresh import freshen, sweep
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.judge import Bench, Bounds, Case, round_trip_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.recommend import recommend, unproposed
from pgworkbench.bench.run import Failure
from pgworkbench.bench.search import Chosen, Found, Trail, densest, estimated, search
from pgworkbench.bench.settle import Settling, settle
from pgworkbench.bench.shortlist import guards, relevant, shortlist
from pgworkbench.bench.single import Field
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.trial import Subject, plans, warm_up
from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_MOST = 200  # candidates in all
_CARE = 2  # so many times the effort for what is reported
_MARGIN = 0.7  # of what a read may get slower, so much is given away before it is confirmed
_SINGLY = 0.5  # of the search's time at most, for reads with one index each
_BUILDING, _SEARCHING = 0.25, 0.6  # the shares of the time after which no candidate is begun, and the search ends


@dataclass(frozen=True, slots=True)
class ChooseOptions:
    """What a set must keep to, and how to measure.

    `budget`: bytes of all indexes that are no rule; None: a third of the tables' (as many as the tables' where writes
    are declared, since then they are the price), or what is there, if that is more.
    `slower`: how many times longer a read may take than now; `dearer`: the same for all writes together.
    `wider`: what to advise beside indexes, in a share of `measure.seconds`.
    """

    budget: int | None = None
    slower: float = 1.10
    dearer: float = 1.30
    measure: BenchOptions = field(default_factory=BenchOptions)
    wider: Wider = field(default_factory=Wider)


@dataclass(slots=True)
class _Lab:
    """What is asked, and what is known so far; whole at any moment."""

    database: Database
    workload: Workload
    options: ChooseOptions
    began: Beginning
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attempt: Attempt = field(default_factory=lambda: Attempt({}, ()))
    trail: Trail = field(default_factory=Trail)
    ends: tuple[Found, ...] = ()
    start: Chosen = frozenset()
    budget: int = 0
    table_bytes: int = 0
    complete: bool = True

    @property
    def deadline(self) -> float:
        return self.began.clock + self.options.measure.seconds

    def tell(self, what: str, done: int = 0, total: int = 0) -> None:
        progress = self.options.measure.progress
        if progress is not None:
            progress(Progress(done, total, what, None))


def choose(database: Database, workload: Workload, options: ChooseOptions | None = None) -> Choice:
    """The best set of indexes for all queries together, weighted by their calls (once an hour where none are said).

    It works on copies: `database` is as before. Rules (keys, unique indexes) stay; all other indexes may go, but for
    the last one that leads with a foreign key, and for all if some query could not be measured. BenchError if the
    workload is empty or no query can be measured; interrupted, it says what it knows, proposes nothing and is not
    `complete`.
    """
    if not workload.queries:
        raise BenchError("there is no query to serve: the workload is empty")
    given, began = options or ChooseOptions(), time.monotonic()
    given = replace(given, measure=_counting_down(given.measure, began + given.measure.seconds))
    indexes = replace(given.measure, seconds=given.measure.seconds * (1 - given.wider.share))
    choice = _chosen(_Lab(database, workload, replace(given, measure=indexes), Beginning.now()))
    if given.wider.share == 0 or not choice.complete:
        return choice
    failed = {failure.query for failure in choice.failures}
    measured = Workload(tuple(query for query in workload.queries if query.name not in failed))
    left = replace(given.measure, seconds=given.measure.seconds - (time.monotonic() - began))
    more = beyond(database, measured, choice.ddl, given.wider, left)
    return replace(choice, beyond=more, complete=more.complete)


def _counting_down(measure: BenchOptions, deadline: float) -> BenchOptions:
    """With a progress that is told the seconds until all ends."""
    told = measure.progress
    if told is None or deadline == float("inf"):
        return measure
    return replace(measure, progress=lambda at: told(replace(at, seconds_left=max(deadline - time.monotonic(), 0.0))))


def _chosen(lab: _Lab) -> Choice:
    """The set to have, confirmed."""
    settling = None
    try:
        _searched(lab)
        settling = _settled(lab)
    except KeyboardInterrupt:
        lab.complete = False
    with lab.database.connect(autocommit=True) as connection:
        given = lab.options.measure
        shown = {"parameter sets": str(given.sets), "seed": str(given.seed), "budget": f"{lab.budget} bytes"}
        where = environment(connection, lab.began, given.labels, shown)
    facts = Choice(
        where, table_bytes=lab.table_bytes, budget=lab.budget, failures=tuple(lab.failures), notes=tuple(lab.notes),
        complete=lab.complete,
    )  # fmt: skip
    verdict = settling.verdict if settling is not None else None
    if verdict is not None:
        return recommend(facts, verdict, lab.trail)
    lab.complete = False
    unconfirmed = "nothing was confirmed on a fresh copy, so nothing is proposed; the front is what the search measured"
    return replace(unproposed(facts, lab.trail), complete=False, notes=(*facts.notes, unconfirmed))


def _searched(lab: _Lab) -> None:
    """Candidates built on a copy, the good ones searched for the best set of them and what is there."""
    with cloned(lab.database, "choose") as copy, copy.connect(autocommit=True) as connection:
        session = _session(copy, connection, lab)
        freshen(connection)
        catalog = read_catalog(connection)
        lab.start = Indexes(catalog).optional
        subjects = tuple(_subjects(lab, session))
        if not subjects:
            raise BenchError(f"no query can be measured: {lab.failures[0].query}: {lab.failures[0].reason}")
        lab.attempt = _built(lab, session, catalog, [subject.query for subject in subjects])
        everything = _judge(lab, session, subjects)
        known = relevant(everything, lab.start)
        _drop(connection, everything.pool.candidates - shortlist(everything, lab.start))
        judge = _judge(lab, session, subjects)
        # What no plan took up, neither alone nor beside others, is not asked about again: it makes far fewer sets.
        judge.cases = [replace(case, relevant=case.touched & known[case.name]) for case in judge.cases]
        judge.deadline = lab.began.clock + _SEARCHING * lab.options.measure.seconds
        judge.bounds = replace(judge.bounds, slower=1 + _MARGIN * (lab.options.slower - 1))
        lab.tell("measuring what is there")
        judge.begin()
        lab.tell("pricing the writes")
        sweep(connection, judge.price_writes())
        judge.begin()
        lab.tell("timing single indexes")
        judge.sound_out(time.monotonic() + _SINGLY * max(judge.deadline - time.monotonic(), 0.0))
        lab.tell("searching")
        judge.told = lambda sets, runs: lab.tell(f"searching: {sets} sets planned, {runs} plans timed")
        starts = [
            densest(judge, lab.start), lab.start, estimated(judge, lab.start), frozenset[Name](),
            frozenset(judge.competitors),
        ]  # fmt: skip
        starts = [start for start in starts if judge.allowed(start)]
        lab.ends = search(judge, dict.fromkeys(starts), lab.trail)
        if judge.over():
            lab.notes.append("the search ended since its share of the time was up: a longer one may find more")
        lab.notes.append(
            f"{judge.asked} sets of {len(judge.competitors)} indexes were planned with, {len(lab.trail.costs)} of them "
            f"judged by times, {judge.runs} plans timed"
        )


def _settled(lab: _Lab) -> Settling | None:
    """The best set against what is there and the next best, on a fresh copy; what was confirmed until an interrupt."""
    known = lab.trail.best()
    if not known:
        return None
    best = lab.ends[0] if lab.ends else known[0]
    # A set with more than the best in it says nothing new.
    others = [f for f in (*lab.ends, *known) if not f.chosen >= best.chosen and f.chosen != lab.start]
    runner = others[0].chosen if others else None
    with cloned(lab.database, "confirm") as copy, copy.connect(autocommit=True) as connection:
        session = _session(copy, connection, lab)
        lab.tell("building what is to be confirmed")
        for name in sorted((best.chosen | (runner or frozenset())) - lab.start):
            connection.execute(lab.attempt.built[name].ddl.encode())
        freshen(connection)
        judge = _judge(lab, session, tuple(_subjects(lab, session)))
        judge.exact = True
        effort = replace(lab.options.measure.effort, seconds=_CARE * lab.options.measure.effort.seconds)
        settling = Settling(judge, dict(lab.attempt.built), effort, lambda what, n: lab.tell(f"{what}, round {n}"))
        try:
            settle(settling, best.chosen, runner)
        except KeyboardInterrupt:
            lab.complete = False
        confirmed = settling.last.confirmed if settling.last is not None else ()
        missing = {case.name for case in judge.cases} - {each.case.name for each in confirmed}
        lab.notes += [f"{name} was not confirmed: it took too long, or the time was up" for name in sorted(missing)]
        return settling if confirmed else None


def _session(copy: Database, connection: psycopg.Connection[Any], lab: _Lab) -> Session:
    accept_values(connection)
    return Session(connection, copy.roles, lab.options.measure.limits, processor_clock(connection))


def _subjects(lab: _Lab, session: Session) -> Iterator[Subject]:
    """Every query that can be run as things are, or runs too long; the others are failures, told once."""
    failed = {failure.query for failure in lab.failures}
    for query in lab.workload.queries:
        if query.name in failed:
            continue
        try:
            subject = Subject(session, query, sets_of(session.connection, query, lab.options.measure))
            _tried(subject)
        except (psycopg.Error, BenchError) as error:
            lab.failures.append(
                Failure(query.name, explained(error) if isinstance(error, psycopg.Error) else str(error))
            )
        else:
            yield subject


def _tried(subject: Subject) -> None:
    try:
        warm_up(subject)
    except psycopg.errors.QueryCanceled:
        plans(subject)  # it is slow, and that is what indexes are for


def _built(lab: _Lab, session: Session, catalog: Catalog, queries: Sequence[Query]) -> Attempt:
    seen: list[Access] = []
    for query in queries:
        try:
            seen += accesses(session, query, Indexes(catalog))
        except psycopg.Error as error:
            lab.notes.append(f"{query.name} cannot be planned for any parameters, so it suggests no index: {error}")
    proposed = propose(seen, read_facts(session.connection, catalog, operators(seen), expressions(seen)))
    wanted = fairest(proposed, _MOST)
    if len(proposed) > _MOST:
        lab.notes.append(f"{len(proposed) - _MOST} of {len(proposed)} candidates were left out")
    until = lab.began.clock + _BUILDING * lab.options.measure.seconds
    attempt = build(session.connection, wanted, _counter(lab, "building", len(wanted)), until)
    lab.notes += attempt.notes
    return attempt


def _counter(lab: _Lab, doing: str, total: int) -> Callable[[str], None]:
    count = iter(range(total))
    return lambda what: lab.tell(f"{doing} {what}", next(count, total), total)


def _judge(lab: _Lab, session: Session, subjects: Sequence[Subject]) -> Bench:
    catalog = read_catalog(session.connection)
    indexes, weights = Indexes(catalog), sizes(session.connection)
    pool = Field(indexes, weights, frozenset(lab.attempt.built) & indexes.optional)
    lab.table_bytes = sum(table.bytes for table in catalog.tables)
    there = sum(weights.get(name, 0) for name in lab.start)
    declared = any(subject.query.kind is QueryKind.WRITE for subject in subjects)
    usual = max(lab.table_bytes // (1 if declared else 3), there)
    lab.budget = lab.options.budget if lab.options.budget is not None else usual
    cases = []
    for subject in subjects:
        seen = plans(subject)
        touched = frozenset((*indexes.touched_by(seen), *indexes.followed_by(seen))) & indexes.optional
        cases.append(Case(subject, subject.query.calls_per_hour or 1.0, touched, touched))
    bounds = Bounds(lab.budget, lab.options.slower, lab.options.dearer)
    kept = (
        [frozenset({name}) for name in sorted(lab.start)]
        if lab.failures
        else guards(catalog, indexes.optional, lab.start)
    )
    # Of a table that no query touches the workload says nothing: its indexes stay.
    idle = lab.start - frozenset().union(*(case.touched for case in cases))
    kept = (*kept, *(frozenset({name}) for name in sorted(idle) if frozenset({name}) not in kept))
    wait = round_trip_ms(session)
    return Bench(session, cases, pool, lab.start, bounds, kept, lab.deadline, lab.options.measure.seed, wait_ms=wait)


def _drop(connection: psycopg.Connection[Any], names: Chosen) -> None:
    for name in sorted(names):
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.schema, name.name)))
