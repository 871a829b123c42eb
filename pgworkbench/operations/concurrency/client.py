"""One client: a connection of its own, and transactions as an application sends them, which are committed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pgworkbench.errors import ContentError, ServerError
from pgworkbench.operations.concurrency.mixture import Call
from pgworkbench.operations.session import enter
from pgworkbench.server import Database
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import accept_values

_BROKEN = ("42", "0A", "22P")  # a query that no server would run, as opposed to one that the rows refuse


@dataclass(frozen=True, slots=True)
class Answer:
    """How one call ended: `state` is its SQLSTATE, None if it committed."""

    query: Query
    ms: float
    state: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """When a statement, or its wait for a lock, is given up (ms)."""

    statement_ms: int = 30_000
    lock_ms: int = 10_000


def connected(database: Database, settings: Mapping[str, str], limits: Limits) -> psycopg.Connection:
    """A connection to work with: as the server's own user, who may become the workload's roles."""
    connection = database.connect(autocommit=True)
    accept_values(connection)
    given = {**settings, "statement_timeout": f"{limits.statement_ms}ms", "lock_timeout": f"{limits.lock_ms}ms"}
    for name, value in given.items():
        connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", [name, value])
    return connection


def perform(connection: psycopg.Connection, roles: Mapping[str, str], call: Call) -> Answer:
    """One transaction: role and settings as the workload says, the query, all its rows, commit.

    ContentError for a query that cannot run at all; ServerError if the server is gone.
    """
    begun, state = time.perf_counter(), None
    try:
        with connection.transaction():
            _send(connection, roles, call)
    except psycopg.Error as error:
        state = _state(error, call.query)
    return Answer(call.query, (time.perf_counter() - begun) * 1000, state)


def _send(connection: psycopg.Connection, roles: Mapping[str, str], call: Call) -> None:
    query = call.query
    enter(connection, roles, query, call.values)
    cursor = connection.execute(query.statement.encode(), dict(call.values))
    if cursor.description is not None:
        cursor.fetchall()


def _state(error: psycopg.Error, query: Query) -> str:
    state = error.sqlstate
    if state is None:
        raise ServerError(f"the server went away during query {query.name}: {error}") from error
    if state.startswith(_BROKEN):
        raise ContentError(
            query.path or Path("workload"), query.line or None, f"query {query.name}: {error.diag.message_primary}"
        )
    return state
