"""`bench`: each declared query as designed, and without each index that claims to serve it.

"Without" is DROP INDEX inside a transaction that is rolled back: right for plans, writes and HOT updates alike, and
nothing of it stays. Indexes behind constraints are given, and never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from pgworkbench.bench.environment import Beginning, environment, processor_clock
from pgworkbench.bench.fresh import freshen, sweep
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.lineup import Outcomes, Scope, line_up
from pgworkbench.bench.measure import Limits, Session
from pgworkbench.bench.run import Failure, Run, RunKind
from pgworkbench.bench.subjects import Claims, Indexes, resolve, sizes
from pgworkbench.bench.trial import Subject, reason
from pgworkbench.catalog import Catalog, Name
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import Parameters, accept_values, draw_spread

_LOCK = 0x70677762  # one run at a time on a database: two would disturb each other


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: `done` of `total` queries, now at `query`; `seconds_left` is None before the first is done."""

    done: int
    total: int
    query: str
    seconds_left: float | None

    def __str__(self) -> str:
        left = "" if self.seconds_left is None else f" (at most {self.seconds_left:.0f} s left)"
        return self.query + left


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """How to measure.

    `claims`: index name -> the queries that it claims to serve; None: every index of the tables that a query touches.
    `sets`: parameter sets a query. `effort`: how long to go on with one query. `seconds`: for the whole run.
    `write_costs`: for writes, also leave out each other index that they maintain.
    `labels`: what the caller knows of the rows (design fingerprint, profile, seed), for the record.
    """

    claims: Mapping[str, tuple[str, ...]] | None = None
    sets: int = 4
    effort: Effort = field(default_factory=Effort)
    limits: Limits = field(default_factory=Limits)
    seconds: float = float("inf")
    write_costs: bool = True
    seed: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[Progress], None] | None = None


@dataclass(frozen=True)
class _Lab:
    """What stays the same for all queries of one run."""

    database: Database
    options: BenchOptions
    indexes: Indexes
    sizes: Mapping[Name, int]
    claims: Claims | None
    began: Beginning

    @property
    def effort(self) -> Effort:
        return replace(self.options.effort, deadline=self.began.clock + self.options.seconds)

    def scope(self, query: Query) -> Scope:
        claimed = None if self.claims is None else self.claims.by_query.get(query.name, ())
        return Scope(self.indexes, self.sizes, claimed, self.options.write_costs)


def bench(database: Database, workload: Workload, catalog: Catalog, options: BenchOptions | None = None) -> Run:
    """Measure every query of the workload on a database of ours, with and without the indexes that serve it.

    The database is as before when it ends, also when it is interrupted: then the run holds what was measured and is
    not `complete`. A query that fails, writes where it should read or runs away is a `failure`; the rest goes on.
    """
    if not workload.queries:
        raise BenchError("there is no query to measure: the workload is empty")
    given, began = options or BenchOptions(), Beginning.now()
    with database.connect(autocommit=True) as watch:
        watch.execute("SELECT pg_catalog.pg_advisory_lock(%s)", [_LOCK])
        fresh = freshen(watch)
        lab = _Lab(database, given, Indexes(catalog), sizes(watch), _claims(given, catalog, workload), began)
        found = _measured(lab, workload.queries)
        where = environment(watch, began, given.labels, _shown(given))
    notes = [*_refreshed(fresh), *(lab.claims.notes if lab.claims else ()), *_missing(found, workload)]
    return Run(
        RunKind.INDEXES,
        where,
        tuple(timing for outcomes in found.outcomes for timing in outcomes.timings),
        tuple(comparison for outcomes in found.outcomes for comparison in outcomes.comparisons),
        tuple(found.failures),
        notes=tuple(notes),
        complete=not found.stopped,
    )


@dataclass(slots=True)
class _Found:
    """What was found so far; it grows while the run goes on, and is whole at any moment."""

    outcomes: list[Outcomes] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    stopped: str = ""  # why the rest was not measured


def _measured(lab: _Lab, queries: tuple[Query, ...]) -> _Found:
    found = _Found()
    try:
        for number, query in enumerate(queries):
            if lab.began.seconds > lab.options.seconds:
                found.stopped = "out of time"
            if found.stopped:
                break
            _tell(lab, number, len(queries), query)
            _measure(lab, query, found)
    except KeyboardInterrupt:
        found.stopped = "interrupted"
    return found


def _measure(lab: _Lab, query: Query, found: _Found) -> None:
    """One query on a connection of its own: no cached plan, setting or broken session of another reaches it."""
    with lab.database.connect(autocommit=True) as connection:
        accept_values(connection)
        roles, clock = lab.database.roles, processor_clock(connection)
        session = Session(connection, roles, lab.options.limits, clock)
        try:
            subject = Subject(session, query, sets_of(connection, query, lab.options))
            outcomes = line_up(subject, lab.scope(query), lab.effort, lab.options.seed)
        except psycopg.Error as error:
            found.failures.append(Failure(query.name, explained(error)))
        except BenchError as error:
            found.failures.append(Failure(query.name, str(error)))
        else:
            sweep(connection, outcomes.written)
            found.outcomes.append(outcomes)
            if outcomes.interrupted:
                found.stopped = "interrupted"


def sets_of(connection: psycopg.Connection[Any], query: Query, options: BenchOptions) -> tuple[Parameters, ...]:
    """The parameter sets to run a query with; BenchError if its `params` yields none or lacks one."""
    sets = draw_spread(connection, query, options.sets)
    if not sets:
        raise BenchError("its params yields no row: there is nothing to run it with (are the tables empty?)")
    if missing := [name for name in query.parameters if name not in sets[0]]:
        raise BenchError(f"its params does not yield {', '.join(missing)}")
    return sets


def explained(error: psycopg.Error) -> str:
    """Why a query failed, for a person."""
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return f"{reason(error)}: it changes data; if that is meant, say `-- kind: write`"
    return reason(error)


def _claims(options: BenchOptions, catalog: Catalog, workload: Workload) -> Claims | None:
    if options.claims is None:
        return None
    return resolve(options.claims, Indexes(catalog), [query.name for query in workload.queries])


def _refreshed(tables: tuple[Name, ...]) -> list[str]:
    return [f"statistics were stale and renewed: {', '.join(map(str, tables))}"] if tables else []


def _missing(found: _Found, workload: Workload) -> list[str]:
    seen = {timing.query for outcomes in found.outcomes for timing in outcomes.timings}
    seen |= {failure.query for failure in found.failures}
    left = [query.name for query in workload.queries if query.name not in seen]
    return [f"{found.stopped}, not measured: {', '.join(left)}"] if left else []


def _tell(lab: _Lab, done: int, total: int, query: Query) -> None:
    if lab.options.progress is not None:
        left = lab.began.seconds / done * (total - done) if done else None
        lab.options.progress(Progress(done, total, query.name, left))


def _shown(options: BenchOptions) -> dict[str, str]:
    effort, limits = options.effort, options.limits
    return {
        "parameter sets": str(options.sets),
        "blocks": f"{effort.fewest} to {effort.most}, until within {effort.precision:.0%} or {effort.seconds:g} s",
        "statement limit": f"{limits.statement_ms} ms",
        "seed": str(options.seed),
        "indexes": "all on the tables touched" if options.claims is None else "those that claim to serve the query",
    }
