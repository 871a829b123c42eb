"""The workload's reads and writes from a few connections while something else happens to the database.

Each query runs with values from its own `params`, as its role and with its settings, in a transaction that is rolled
back: so it takes the locks that it would take, and rows stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from threading import Condition, Event
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import Parameters, accept_values, draw, yielded

_SET: LiteralString = "SELECT pg_catalog.set_config(%s, %s, true)"
_SETS = 20
_BLOCKED: LiteralString = """
SELECT pid FROM pg_catalog.pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock' AND %s = ANY (pg_catalog.pg_blocking_pids(pid))
"""
_LOOK = 0.005  # seconds between two looks at who waits


@dataclass(frozen=True, slots=True)
class Load:
    """How much: `connections` at once; a query is given up after `limit_ms`; `warm` seconds before it counts."""

    connections: int = 4
    limit_ms: int = 30_000
    warm: float = 1.0
    longest_warm: float = 30.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One execution, on the clock of time.perf_counter; `error` is what the server said, if it refused."""

    query: str
    began: float
    ended: float
    pid: int
    error: str = ""

    @property
    def ms(self) -> float:
        """How long its user waited."""
        return (self.ended - self.began) * 1000


@dataclass(frozen=True, slots=True)
class Ready:
    """A query with values to run it with."""

    query: Query
    sets: tuple[Parameters, ...]


@dataclass(slots=True)
class Traffic:
    """What is running, and what came of it so far."""

    database: Database
    ready: Sequence[Ready]
    load: Load
    samples: list[Sample] = field(default_factory=list)
    blocked: list[tuple[int, float]] = field(default_factory=list)  # which process waited for a lock of ours, and when
    watched: int = 0  # the process whose locks others may wait for
    stop: Event = field(default_factory=Event)
    more: Condition = field(default_factory=Condition)

    def usual(self, until: float) -> dict[str, float]:
        """The median of each query's milliseconds before that moment."""
        found: dict[str, list[float]] = {}
        for sample in list(self.samples):
            if sample.ended <= until and not sample.error:
                found.setdefault(sample.query, []).append(sample.ms)
        return {query: median(times) for query, times in found.items()}

    def was_blocked(self, sample: Sample) -> bool:
        """Whether it was seen waiting for a lock of the process that is watched."""
        return any(pid == sample.pid and sample.began <= at <= sample.ended for pid, at in self.blocked)


def prepare(database: Database, workload: Workload) -> tuple[tuple[Ready, ...], dict[str, str]]:
    """The queries that work as the database is now, with values; and of each other one why it does not."""
    ready, aside = [], {}
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        for query in workload.queries:
            try:
                sets = draw(connection, query, _SETS)
                if not sets:
                    aside[query.name] = "its params yield no rows"
                    continue
                run_once(connection, database, query, sets[0])
            except psycopg.Error as error:
                aside[query.name] = _said(error)
            else:
                ready.append(Ready(query, sets))
    return tuple(ready), aside


def afterwards(database: Database, ready: Sequence[Ready], others: Sequence[Query]) -> tuple[dict[str, str], set[str]]:
    """Of those that worked, which do not any more, and what the server says; of the others, which do now."""
    broken, served = {}, set()
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        for each in ready:
            try:
                run_once(connection, database, each.query, each.sets[0])
            except psycopg.Error as error:
                broken[each.query.name] = _said(error)
        for query in others:
            with suppress(psycopg.Error):
                run_once(connection, database, query, yielded(connection, query))
                served.add(query.name)
    return broken, served


def run_once(connection: psycopg.Connection[Any], database: Database, query: Query, values: Parameters) -> None:
    """One query, rolled back."""
    texts: Mapping[str, str | None] = {name: value.text for name, value in values.items()}
    with connection.transaction(force_rollback=True):
        if query.role is not None:
            role = sql.Identifier(database.roles.get(query.role, query.role))
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
        for name, value in query.settings_for(texts):
            connection.execute(_SET, [name, value])
        connection.execute(query.statement.encode(), dict(values)).close()


@contextmanager
def running(database: Database, ready: Sequence[Ready], load: Load) -> Iterator[Traffic]:
    """Traffic from before the block until its end; inside it, every query has run at least once (if there was time)."""
    traffic = Traffic(database, ready, load)
    with ThreadPoolExecutor(load.connections + 1) as pool:
        working = [pool.submit(_work, traffic, number) for number in range(load.connections)]
        try:
            _warm(traffic)
            working.append(pool.submit(_look, traffic))
            yield traffic
        finally:
            traffic.stop.set()
            for each in working:
                each.result()


def _warm(traffic: Traffic) -> None:
    began, wanted = time.monotonic(), {each.query.name for each in traffic.ready}
    until = began + traffic.load.longest_warm
    with traffic.more:
        while time.monotonic() < until:
            seen = {sample.query for sample in traffic.samples}
            if wanted <= seen and time.monotonic() - began >= traffic.load.warm:
                return
            traffic.more.wait(0.05)


def _work(traffic: Traffic, number: int) -> None:
    """One connection: the queries in turn, each connection beginning elsewhere."""
    ready = traffic.ready
    with traffic.database.connect(autocommit=True) as connection:
        accept_values(connection)
        connection.execute(sql.SQL("SET statement_timeout = {}").format(traffic.load.limit_ms))
        pid = connection.info.backend_pid
        for turn in count(number * len(ready) // traffic.load.connections):
            if traffic.stop.is_set() or connection.broken:
                return
            each = ready[turn % len(ready)]
            values = each.sets[turn // len(ready) % len(each.sets)]
            began, error = time.perf_counter(), ""
            try:
                run_once(connection, traffic.database, each.query, values)
            except psycopg.Error as problem:
                error = _said(problem)
            with traffic.more:
                traffic.samples.append(Sample(each.query.name, began, time.perf_counter(), pid, error))
                traffic.more.notify_all()


def _look(traffic: Traffic) -> None:
    """Who waits for the process that is watched."""
    with traffic.database.connect(autocommit=True) as connection:
        while not traffic.stop.wait(_LOOK):
            if traffic.watched:
                rows = connection.execute(_BLOCKED, [traffic.watched]).fetchall()
                now = time.perf_counter()
                traffic.blocked += [(pid, now) for (pid,) in rows]


def _said(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error).strip().split("\n", 1)[0]
