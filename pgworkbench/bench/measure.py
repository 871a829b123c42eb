"""One query, once: as its role, with its settings, in a transaction that is always rolled back.

Times are the server's own (EXPLAIN ANALYZE without per-node clocks), less what its process stood in the queue for a
processor, where that can be seen: what others do on the machine is no query's. What the client saw, the processor time
of the server's process and the pages touched stand beside them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pgworkbench.bench.plan import Node, Pages, pages_of, rows_of
from pgworkbench.catalog import Name
from pgworkbench.workload import Query, QueryKind
from pgworkbench.workload.parameters import Parameters
from pgworkbench.workload.sql import locks_rows

_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, WAL, VERBOSE, TIMING OFF, SETTINGS, FORMAT JSON) "
_UPDATES = """
SELECT coalesce(sum(n_tup_upd), 0), coalesce(sum(n_tup_hot_upd), 0) FROM pg_catalog.pg_stat_xact_user_tables
"""
_SET: LiteralString = "SELECT pg_catalog.set_config(%s, %s, true)"


@dataclass(frozen=True, slots=True)
class Limits:
    """When a statement, or the wait for a lock, is given up (ms)."""

    statement_ms: int = 10_000
    lock_ms: int = 5_000


@dataclass(frozen=True, slots=True)
class Spent:
    """Of a server's process since it began: ms on a processor, and ms in the queue for one."""

    processor_ms: float
    queued_ms: float


@dataclass(frozen=True, slots=True)
class Session:
    """A connection to measure on (autocommit, superuser or owner), the roles that stand for the workload's, a clock.

    `spent` tells what the server's process has spent so far; None where it cannot be seen. `absent` are indexes that
    are left out whatever is measured.
    """

    connection: psycopg.Connection[Any]
    roles: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    spent: Callable[[], Spent] | None = None
    absent: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One execution: times in ms, rows, pages, bytes of WAL, and the plan as EXPLAIN gave it.

    `execution_ms` is without the queue for a processor. `wall_ms` is the client's, of the EXPLAIN, with everything.
    Of several executions in a row the times are medians.
    """

    execution_ms: float
    planning_ms: float
    wall_ms: float
    processor_ms: float | None
    rows: int
    pages: Pages
    wal_bytes: int
    plan: Node


@contextmanager
def prepared(session: Session, query: Query, without: Sequence[Name] = (), *, keep: bool = False) -> Iterator[None]:
    """A transaction in which `without` are dropped and the query's role is set; rolled back at the end, unless `keep`.

    A read runs read-only, so that one that changes rows is found out.
    """
    connection, limits = session.connection, session.limits
    with connection.transaction(force_rollback=not keep):
        _set(connection, "lock_timeout", f"{limits.lock_ms}ms")
        if gone := dict.fromkeys((*session.absent, *without)):
            names = sql.SQL(", ").join(sql.Identifier(index.schema, index.name) for index in gone)
            connection.execute(sql.SQL("DROP INDEX {}").format(names))
        if query.kind is QueryKind.READ and not locks_rows(query.sql):
            connection.execute("SET TRANSACTION READ ONLY")
        _set(connection, "statement_timeout", f"{limits.statement_ms}ms")
        if query.role is not None:
            role = sql.Identifier(session.roles.get(query.role, query.role))
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
        yield


def plan_once(session: Session, query: Query, values: Parameters) -> Node:
    """The plan alone: nothing is executed, and what the server must look up for it is in its caches afterwards."""
    with session.connection.transaction(force_rollback=True):
        apply_settings(session.connection, query, values)
        answer = _explained(session.connection, "EXPLAIN (VERBOSE, FORMAT JSON) ", query, values)
    plan: Node = answer["Plan"]
    return plan


def plan_all(
    session: Session, asked: Sequence[tuple[Query, Sequence[Parameters]]], without: Sequence[Name]
) -> list[tuple[Node, ...]]:
    """The plans of several queries, each with all its parameter sets, when `without` are gone; nothing is executed.

    All are sent before the first is answered, so that it takes a few round trips, however many they are.
    """
    connection, answers = session.connection, list[list[psycopg.Cursor[Any]]]()
    with connection.transaction(force_rollback=True), connection.pipeline():
        _set(connection, "lock_timeout", f"{session.limits.lock_ms}ms")
        if gone := dict.fromkeys((*session.absent, *without)):
            names = sql.SQL(", ").join(sql.Identifier(index.schema, index.name) for index in gone)
            connection.execute(sql.SQL("DROP INDEX {}").format(names))
        acting: str | None = None
        for query, sets in asked:
            if query.role != acting:
                role = (
                    sql.SQL("NONE") if query.role is None else sql.Identifier(session.roles.get(query.role, query.role))
                )
                connection.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
                acting = query.role
            if query.settings:  # they are this query's alone
                connection.execute("SAVEPOINT one_query")
            answers.append([_sent(connection, query, values) for values in sets])
            if query.settings:
                connection.execute("ROLLBACK TO SAVEPOINT one_query")
        return [tuple(_plan_in(cursor) for cursor in of_query) for of_query in answers]


def _sent(connection: psycopg.Connection[Any], query: Query, values: Parameters) -> psycopg.Cursor[Any]:
    """The question for a plan, not yet answered."""
    apply_settings(connection, query, values)
    return connection.execute(("EXPLAIN (VERBOSE, FORMAT JSON) " + query.statement).encode(), dict(values))


def _plan_in(cursor: psycopg.Cursor[Any]) -> Node:
    row = cursor.fetchone()
    if row is None:
        raise psycopg.DataError("EXPLAIN gave no plan")
    plan: Node = row[0][0]["Plan"]
    return plan


def updates_so_far(session: Session) -> tuple[int, int]:
    """Rows that this session updated (rolled back or not), and how many of them needed no new index entry (HOT).

    They count from whenever the server last collected them: only a difference within one transaction means anything.
    """
    row = session.connection.execute(_UPDATES).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def run_plain(session: Session, query: Query, values: Parameters) -> tuple[int, float]:
    """Rows that the query returned or wrote, and the milliseconds that the client waited for all of them."""
    with session.connection.transaction(force_rollback=True):
        apply_settings(session.connection, query, values)
        start = time.perf_counter()
        rows = session.connection.execute(query.statement.encode(), dict(values)).rowcount
        return rows, (time.perf_counter() - start) * 1000


def run_row(session: Session, query: Query, values: Parameters) -> tuple[Any, ...]:
    """The first row that the query returns; empty if it returns none."""
    with prepared(session, query):
        apply_settings(session.connection, query, values)
        return tuple(session.connection.execute(query.statement.encode(), dict(values)).fetchone() or ())


def run_sampled(session: Session, query: Query, values: Parameters, repeats: int = 1) -> Sample:
    """The query, `repeats` times in a row, each rolled back to where it began."""
    samples = [_rolled_back(session, query, values) for _ in range(repeats)]
    last = samples[-1]
    processor = [s.processor_ms for s in samples if s.processor_ms is not None]
    return Sample(
        median(s.execution_ms for s in samples),
        median(s.planning_ms for s in samples),
        median(s.wall_ms for s in samples),
        sum(processor) / len(processor) if processor else None,
        last.rows,
        last.pages,
        last.wal_bytes,
        last.plan,
    )


def run_kept(session: Session, query: Query, values: Parameters) -> Sample:
    """The query once, committed: for loads into a database that exists for them."""
    with prepared(session, query, keep=True):
        return _run(session, query, values)


def _rolled_back(session: Session, query: Query, values: Parameters) -> Sample:
    with session.connection.transaction(force_rollback=True):
        return _run(session, query, values)


def _run(session: Session, query: Query, values: Parameters) -> Sample:
    apply_settings(session.connection, query, values)
    before = session.spent() if session.spent else None
    start = time.perf_counter()
    answer = _explained(session.connection, _EXPLAIN, query, values)
    wall = (time.perf_counter() - start) * 1000
    after = session.spent() if session.spent else None
    plan: Node = answer["Plan"]
    executed, planned = float(answer["Execution Time"]), float(answer["Planning Time"])
    return Sample(
        executed if before is None or after is None else unqueued_ms(executed, planned, before, after),
        planned,
        wall,
        None if before is None or after is None else after.processor_ms - before.processor_ms,
        rows_of(plan),
        pages_of(plan),
        int(plan.get("WAL Bytes", 0)),
        plan,
    )


def unqueued_ms(executed: float, planned: float, before: Spent, after: Spent) -> float:
    """The ms of an execution without the queue for a processor, which was that of the whole statement: so no less is
    left than the processor time that planning did not take.
    """
    queued = after.queued_ms - before.queued_ms
    ran = after.processor_ms - before.processor_ms - planned
    return max(executed - queued, min(executed, ran)) if queued < executed else executed


def _explained(connection: psycopg.Connection[Any], how: str, query: Query, values: Parameters) -> Mapping[str, Any]:
    row = connection.execute((how + query.statement).encode(), dict(values)).fetchone()
    if row is None:
        raise psycopg.DataError("EXPLAIN gave no plan")
    answer: Mapping[str, Any] = row[0][0]
    return answer


def apply_settings(connection: psycopg.Connection[Any], query: Query, values: Parameters) -> None:
    """What the query's settings are with these parameters, until the transaction ends."""
    for name, value in query.settings_for({key: given.text for key, given in values.items()}):
        _set(connection, name, value)


def _set(connection: psycopg.Connection[Any], name: str, value: str) -> None:
    connection.execute(_SET, [name, value])
