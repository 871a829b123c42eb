"""`choose`: which set of indexes is best for a workload? Built, searched, measured, and confirmed on a fresh copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.access import Access, accesses, operators
from pgworkbench.bench.build import Attempt, build
from pgworkbench.bench.candidates import fairest, propose
from pgworkbench.bench.candidates.vocabulary import read_facts
from pgworkbench.bench.choice import Choice
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.confirm import RUNNER, START, Confirmed, Sets, confirm, ratio_of_all
from pgworkbench.bench.environment import Beginning, environment, processor_clock
from pgworkbench.bench.fresh import freshen, sweep
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.judge import Bench, Bounds, Case
from pgworkbench.bench.measure import Session
from pgworkbench.bench.recommend import Verdict, recommend, unpaid
from pgworkbench.bench.run import Failure
from pgworkbench.bench.search import Chosen, Found, Trail, estimated, search
from pgworkbench.bench.shortlist import guards, relevant, shortlist
from pgworkbench.bench.single import Field
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.trial import Subject, plans, warm_up
from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import accept_values

_MOST = 120  # candidates in all
_CARE = 2  # so many times the effort for what is reported
_ROUNDS = 3  # of confirming, as long as a member turns out not to pay
_SAME = 1.01  # a runner-up this close that cannot be told apart is as good
_SEARCHING = 0.6  # the share of the time after which the search ends


@dataclass(frozen=True, slots=True)
class ChooseOptions:
    """What a set must keep to, and how to measure.

    `budget`: bytes of all indexes that are no rule; None: a third of the tables', or what is there, if that is more.
    `slower`: how many times longer a read may take than now; `dearer`: the same for all writes together.
    """

    budget: int | None = None
    slower: float = 1.10
    dearer: float = 1.30
    measure: BenchOptions = field(default_factory=BenchOptions)


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
    lab = _Lab(database, workload, options or ChooseOptions(), Beginning.now())
    verdict = None
    try:
        _searched(lab)
        verdict = _settled(lab)
    except KeyboardInterrupt:
        lab.complete = False
    with database.connect(autocommit=True) as connection:
        given = lab.options.measure
        shown = {"parameter sets": str(given.sets), "seed": str(given.seed), "budget": f"{lab.budget} bytes"}
        where = environment(connection, lab.began, given.labels, shown)
    facts = Choice(
        where, table_bytes=lab.table_bytes, budget=lab.budget, failures=tuple(lab.failures), notes=tuple(lab.notes),
        complete=lab.complete,
    )  # fmt: skip
    return recommend(facts, verdict, lab.trail) if verdict is not None else facts


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
        lab.tell("measuring what is there")
        judge.begin()
        lab.tell("pricing the writes")
        sweep(connection, judge.price_writes())
        judge.begin()
        lab.tell("searching")
        starts = [lab.start, estimated(judge, lab.start), frozenset[Name](), frozenset(judge.competitors)]
        starts = [start for start in starts if judge.allowed(start)]
        lab.ends = search(judge, dict.fromkeys(starts), lab.trail)
        lab.notes.append(
            f"{judge.asked} sets of {len(judge.competitors)} indexes were planned with, {len(lab.trail.costs)} of them "
            f"judged by times, {judge.runs} plans timed"
        )


def _settled(lab: _Lab) -> Verdict:
    """The best set against what is there and the next best, on a fresh copy; without what does not pay after all."""
    known = lab.trail.best()
    best = lab.ends[0] if lab.ends else known[0]
    # A set with more than the best in it says nothing new.
    others = [f for f in (*lab.ends, *known) if not f.chosen >= best.chosen and f.chosen != lab.start]
    runner = others[0].chosen if others else None
    with cloned(lab.database, "confirm") as copy, copy.connect(autocommit=True) as connection:
        session = _session(copy, connection, lab)
        lab.tell("confirming")
        for name in sorted((best.chosen | (runner or frozenset())) - lab.start):
            connection.execute(lab.attempt.built[name].ddl.encode())
        freshen(connection)
        judge = _judge(lab, session, tuple(_subjects(lab, session)))
        judge.exact = True
        chosen, verdict = best.chosen, None
        effort = replace(lab.options.measure.effort, seconds=_CARE * lab.options.measure.effort.seconds)
        for _ in range(_ROUNDS):
            sets = Sets(chosen, lab.start, runner if runner != chosen else None)
            confirmed = confirm(judge, sets, effort)
            verdict = Verdict(sets, confirmed, lab.attempt.built, judge.pool.sizes, judge.pool.indexes)
            after = _reconsidered(verdict, lab, judge)
            if after == chosen:
                break
            chosen = after
        told = {each.case.name for each in confirmed}
        lab.notes += [
            f"{case.name} takes too long with the chosen set too" for case in judge.cases if case.name not in told
        ]
        assert verdict is not None  # noqa: S101  (there is at least one round)
        return verdict


def _reconsidered(verdict: Verdict, lab: _Lab, judge: Bench) -> Chosen:
    """Without members that turned out not to pay; the runner-up if it is better; what is there if that is."""
    sets, seed = verdict.sets, lab.options.measure.seed
    if idle := unpaid(verdict, judge):
        return sets.chosen - idle
    beside = ratio_of_all(verdict.confirmed, RUNNER, seed=seed) if sets.runner is not None else None
    smaller = sets.runner is not None and _bytes(judge, sets.runner) < _bytes(judge, sets.chosen)
    if sets.runner is not None and beside is not None and not _slowed(verdict, RUNNER, lab.options.slower):
        as_good = smaller and not beside.decided and beside.median < _SAME
        if beside.high < 1 or as_good:
            return sets.runner
    before = ratio_of_all(verdict.confirmed, START, seed=seed)
    worse = before is not None and before.high < 1 and _bytes(judge, sets.start) <= lab.budget
    return sets.start if worse else sets.chosen


def _slowed(verdict: Verdict, arm: str, slower: float) -> bool:
    """Whether some read takes longer in `arm` than what is there allows."""
    reads: Iterator[Confirmed] = (each for each in verdict.confirmed if not each.case.writes)
    return any(_median(each.series(arm)) > slower * _median(each.series(START)) for each in reads)


def _median(series: Sequence[float]) -> float:
    return sorted(series)[len(series) // 2]


def _bytes(judge: Bench, chosen: Chosen) -> int:
    return sum(judge.pool.sizes.get(name, 0) for name in chosen)


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
    proposed = propose(seen, read_facts(session.connection, catalog, operators(seen)))
    wanted = fairest(proposed, _MOST)
    if len(proposed) > _MOST:
        lab.notes.append(f"{len(proposed) - _MOST} of {len(proposed)} candidates were left out")
    attempt = build(session.connection, wanted, _counter(lab, "building", len(wanted)))
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
    lab.budget = lab.options.budget if lab.options.budget is not None else max(lab.table_bytes // 3, there)
    cases = []
    for subject in subjects:
        touched = frozenset(indexes.touched_by(plans(subject))) & indexes.optional
        cases.append(Case(subject, subject.query.calls_per_hour or 1.0, touched, touched))
    bounds = Bounds(lab.budget, lab.options.slower, lab.options.dearer)
    kept = (
        [frozenset({name}) for name in sorted(lab.start)]
        if lab.failures
        else guards(catalog, indexes.optional, lab.start)
    )
    return Bench(session, cases, pool, lab.start, bounds, kept, lab.deadline, lab.options.measure.seed)


def _drop(connection: psycopg.Connection[Any], names: Chosen) -> None:
    for name in sorted(names):
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.schema, name.name)))
