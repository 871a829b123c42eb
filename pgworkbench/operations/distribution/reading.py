"""The workload's queries on a real standby: what is told to be fit must be answered there, the rest is tried, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import psycopg

from pgworkbench.operations.distribution.replicas import Reading, Where
from pgworkbench.operations.session import enter
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import Parameters, accept_values, draw

_NOT_IN_RECOVERY = ("25006", "55000", "0A000")  # read-only transaction; not in this state; not supported
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answers:
    """`answered` by the standby, `same` of them with the primary's rows. `failed` were told to be fit and are not.

    Of those kept on the primary `refused` so many; `taken` it would have run. `not_run` have no values, and why.
    """

    answered: int
    same: int
    failed: tuple[str, ...]
    refused: int
    taken: tuple[str, ...]
    not_run: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and its standby, connected to the same database (autocommit), and the roles there."""

    primary: psycopg.Connection
    standby: psycopg.Connection
    roles: Mapping[str, str]


def ask(pair: Pair, workload: Workload, readings: Collection[Reading]) -> Answers:
    """Send each query once to the standby, with values that the primary's rows give."""
    places = {each.query: each.where for each in readings}
    for connection in (pair.primary, pair.standby):
        accept_values(connection)
        connection.execute(f"SET statement_timeout = '{_SECONDS}s'".encode())
    found: Counter[str] = Counter()
    failed, taken, not_run = [], [], []
    for query in workload.queries:
        values = _values(pair.primary, query)
        if isinstance(values, str):
            not_run.append(f"{query.name}: {values}")
            continue
        rows, error = _sent(pair.standby, pair.roles, query, values)
        if places.get(query.name) is Where.PRIMARY:
            found["refused"] += error is not None and error.sqlstate in _NOT_IN_RECOVERY
            taken += [query.name] if error is None else []
        elif error is not None:
            failed.append(f"{query.name}: {error.diag.message_primary or error}")
        else:
            found["answered"] += 1
            found["same"] += rows == _sent(pair.primary, pair.roles, query, values)[0]
    return Answers(
        found["answered"], found["same"], tuple(failed), found["refused"], tuple(taken), tuple(not_run)
    )  # fmt: skip


def _values(connection: psycopg.Connection, query: Query) -> Parameters | str:
    """One set of values, or why there is none."""
    try:
        drawn = draw(connection, query, 1)
    except psycopg.Error as error:
        return f"its params fail: {error.diag.message_primary or error}"
    if not drawn:
        return "its params yield no row"
    missing = [name for name in query.parameters if name not in drawn[0]]
    return f"its params do not yield {', '.join(missing)}" if missing else drawn[0]


def _sent(
    connection: psycopg.Connection, roles: Mapping[str, str], query: Query, values: Parameters
) -> tuple[Counter[str], psycopg.Error | None]:
    """Its rows, whatever their order, or what the server said; rolled back."""
    try:
        with connection.transaction(force_rollback=True):
            enter(connection, roles, query, values)
            cursor = connection.execute(query.statement.encode(), dict(values))
            rows = cursor.fetchall() if cursor.description else []
            return Counter(repr(row) for row in rows), None
    except psycopg.Error as error:
        return Counter(), error
