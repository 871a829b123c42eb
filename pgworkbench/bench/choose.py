"""`choose`: which set of indexes is best for a workload? Built, searched, measured, and confirmed on a fresh copy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.access import Access, accesses, expressions, operators
from pgworkbench.bench.beyond import beyond
from pgworkbench.bench.build import Attempt, build
from pgworkbench.bench.candidates import fairest, propose
from pgworkbench.bench.candidates.vocabulary import read_facts
from pgworkbench.bench.case import Bounds
from pgworkbench.bench.choice import Choice
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.confirm import Round
from pgworkbench.bench.environment import Beginning, environment
from pgworkbench.bench.fresh import freshen, sweep
from pgworkbench.bench.indexes import BenchOptions
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.laboratory import ChooseOptions, Lab, budget_on, judge_on, session_on, subjects_on
from pgworkbench.bench.measure import Session
from pgworkbench.bench.recommend import recommend, unproposed
from pgworkbench.bench.rethink import rethink
from pgworkbench.bench.search import Chosen, estimated, finalists, search
from pgworkbench.bench.settle import Settling, settle
from pgworkbench.bench.shortlist import relevant, shortlist
from pgworkbench.bench.starts import refined, sparsest
from pgworkbench.bench.statistics import rounded
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject
from pgworkbench.bench.turns import Book
from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload

_EXACTLY = 50  # queries, up to which each is planned without each index, even if its plan does not use it
_MOST = 200  # candidates in all
_CARE = 2  # so many times the effort for what is reported
_LENIENT, _STRICT = 1.3, 0.7  # of what a read may get slower, and all writes dearer, so much bounds the search
_PRICING, _SINGLY = 0.3, 0.5  # of the search's time that is left, for the writes' prices, for reads with one index each
_BUILDING, _SEARCHING = 0.25, 0.6  # the shares of the time after which no candidate is begun, and the search ends


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
    choice = _chosen(Lab(database, workload, replace(given, measure=indexes), Beginning.now()))
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


def _chosen(lab: Lab) -> Choice:
    """The set to have, confirmed."""
    settling = None
    try:
        with ExitStack() as copies:
            settling = _settled(lab, _searched(lab, copies))
    except KeyboardInterrupt:
        lab.complete = False
    with lab.database.connect(autocommit=True) as connection:
        given = lab.options.measure
        shown = {"parameter sets": str(given.sets), "seed": str(given.seed), "budget": f"{lab.budget} bytes"}
        where = environment(connection, lab.began, given.labels, shown)
    if not lab.options.whole and lab.start:
        lab.notes.append("no index is proposed for removal: the workload is a part of what is asked of the database")
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


def _searched(lab: Lab, copies: ExitStack) -> Bench:
    """Candidates built on a copy, the good ones searched for the best set of them and what is there; who judged."""
    copy = copies.enter_context(cloned(lab.database, "choose"))
    connection = copies.enter_context(copy.connect(autocommit=True))
    session = session_on(copy, connection, lab)
    freshen(connection)
    catalog = read_catalog(connection)
    lab.start = Indexes(catalog).optional
    subjects = tuple(subjects_on(lab, session))
    if not subjects:
        raise BenchError(f"no query can be measured: {lab.failures[0].query}: {lab.failures[0].reason}")
    budget_on(lab, catalog, session, subjects)
    lab.attempt = _built(lab, session, catalog, _heaviest_first(lab, subjects))
    everything = judge_on(lab, session, subjects)
    known = relevant(everything, lab.start)
    _drop(connection, everything.pool.candidates - shortlist(everything, lab.start))
    judge = judge_on(lab, session, subjects, lab.began.clock + _SEARCHING * lab.options.measure.seconds)
    # What no plan took up, neither alone nor beside others, is not asked about again: it makes far fewer sets.
    judge.cases = [replace(case, relevant=case.touched & known[case.name]) for case in judge.cases]
    judge.bounds = _searching(judge.bounds)
    lab.tell("measuring what is there")
    judge.begin()
    lab.tell("pricing the writes")
    sweep(connection, judge.price_writes(_share(judge, _PRICING)))
    judge.begin()
    lab.tell("timing single indexes")
    judge.sound_out(_share(judge, _SINGLY))
    lab.tell("searching")
    judge.told = lambda sets, runs: lab.tell(f"searching: {sets} sets planned, {runs} plans timed")
    lab.guess = refined(judge, lab.start, lab.trail)
    lab.ends = search(judge, _starts(judge, lab), lab.trail)
    if judge.over():
        lab.notes.append("the search ended since its share of the time was up: a longer one may find more")
    lab.notes.append(
        f"{judge.asked} sets of {len(judge.competitors)} indexes were planned with ({_rate(judge)} a second), "
        f"{len(lab.trail.costs)} of them judged by times, {judge.runs} plans timed"
    )
    return judge


def _rate(judge: Bench) -> str:
    return rounded(judge.asked / max(judge.planning_s, 1e-3))


def _share(judge: Bench, share: float) -> float:
    """When so much of the time that is left for the search is over (time.monotonic)."""
    now = time.monotonic()
    return now + share * max(judge.deadline - now, 0.0)


def _starts(judge: Bench, lab: Lab) -> Iterator[Chosen]:
    """Where the search starts from, each thought of when it is its turn."""
    thought: list[Callable[[], Chosen]] = [
        lambda: lab.guess, lambda: lab.start, frozenset, lambda: estimated(judge, lab.start),
        lambda: sparsest(judge, frozenset(judge.competitors)),
    ]  # fmt: skip
    seen = set[Chosen]()
    for think in thought:
        if not judge.over() and (start := think()) not in seen and judge.allowed(start):
            seen.add(start)
            yield start


def _settled(lab: Lab, searched: Bench) -> Settling | None:
    """The best set against what is there and the next best, on a fresh copy; what was confirmed until an interrupt."""
    best, runner = finalists((*lab.ends, *lab.trail.best()), lab.start, lab.guess)
    with cloned(lab.database, "confirm") as copy, copy.connect(autocommit=True) as connection:
        session = session_on(copy, connection, lab)
        lab.tell("building what is to be confirmed")
        _create(lab, connection, (best | (runner or frozenset())) - lab.start)
        freshen(connection)

        def rethought(settling: Settling, left: Chosen) -> Chosen | None:
            lab.tell("searching with what was confirmed")
            found = rethink(searched, lab.trail, settling, left)
            if found is not None and (new := found - set(settling.judge.competitors)):
                _create(lab, connection, new)
                settling.judge = _confirming(lab, session)
            return found

        effort = replace(lab.options.measure.effort, seconds=_CARE * lab.options.measure.effort.seconds)
        told = lambda what, number: lab.tell(f"{what}, round {number}")  # noqa: E731
        settling = Settling(_confirming(lab, session), dict(lab.attempt.built), effort, told, rethought)
        try:
            settle(settling, best, runner)
        except KeyboardInterrupt:
            lab.complete = False
            connection.close()  # it may be in the middle of a statement
        found = settling.sound or settling.last
        lab.notes += dict.fromkeys(settling.notes)
        lab.notes += _unconfirmed(found, settling.book, len(settling.judge.cases)) if found is not None else ()
        return settling if found is not None and found.confirmed else None


def _create(lab: Lab, connection: psycopg.Connection[Any], names: Chosen) -> None:
    for name in sorted(names):
        connection.execute(lab.attempt.built[name].ddl.encode())


def _confirming(lab: Lab, session: Session) -> Bench:
    """The judge on the fresh copy, as it is now."""
    judge = judge_on(lab, session, tuple(subjects_on(lab, session)))
    judge.exact = len(judge.cases) <= _EXACTLY
    return judge


def _unconfirmed(found: Round, book: Book, queries: int) -> Iterator[str]:
    """Which queries the report lacks, and why."""
    away = [name for name in found.missing if name in book and not book[name].visits]
    yield from (f"{name} was not confirmed: it took too long with every set" for name in away)
    if late := [name for name in found.missing if name not in away]:
        yield f"not confirmed, since the time was up: {', '.join(late)}"
    if (alike := queries - len(found.confirmed) - len(found.missing)) > 0:
        yield f"{alike} queries whose plans are the same were not timed again"


def _searching(bounds: Bounds) -> Bounds:
    """For the search: a time that was taken in passing may be wrong by some percent, so no set is ruled out for as
    little; what slows a read in truth goes when it is confirmed. Writes' prices are sums, and come out a little higher.
    """
    return replace(bounds, slower=1 + _LENIENT * (bounds.slower - 1), dearer=1 + _STRICT * (bounds.dearer - 1))


def _heaviest_first(lab: Lab, subjects: Sequence[Subject]) -> list[Query]:
    """The queries by what they take of an hour: should the time not do for all candidates, theirs are built first."""
    took = {s.query.name: (s.query.calls_per_hour or 1.0) * lab.once_ms[s.query.name] for s in subjects}
    return sorted((subject.query for subject in subjects), key=lambda query: (-took[query.name], query.name))


def _built(lab: Lab, session: Session, catalog: Catalog, queries: Sequence[Query]) -> Attempt:
    seen: list[Access] = []
    for query in queries:
        try:
            seen += accesses(session, query, Indexes(catalog))
        except psycopg.Error as error:
            lab.notes.append(f"{query.name} cannot be planned for any parameters, so it suggests no index: {error}")
    facts = read_facts(session.connection, catalog, operators(seen), expressions(seen))
    proposed = {c: queries for c, queries in propose(seen, facts).items() if facts.least_bytes(c) <= lab.budget}
    wanted = fairest(proposed, _MOST)
    if len(proposed) > _MOST:
        lab.notes.append(f"{len(proposed) - _MOST} of {len(proposed)} candidates were left out")
    until = lab.began.clock + _BUILDING * lab.options.measure.seconds
    attempt = build(session.connection, wanted, _counter(lab, "building", len(wanted)), until)
    lab.notes += attempt.notes
    return attempt


def _counter(lab: Lab, doing: str, total: int) -> Callable[[str], None]:
    count = iter(range(total))
    return lambda what: lab.tell(f"{doing} {what}", next(count, total), total)


def _drop(connection: psycopg.Connection[Any], names: Chosen) -> None:
    for name in sorted(names):
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.schema, name.name)))
