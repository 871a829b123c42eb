"""How much log the workload writes: each write of it once on a copy, and how far the log went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from pgworkbench.operations.session import copied, drawn, enter
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import Parameters

_TIMES = 3  # the least of so many: others may write to the same server meanwhile
_HOURS_A_YEAR = 8766.0


@dataclass(frozen=True, slots=True)
class LogMeasure:
    """Bytes of log for one call of each query, triggers and index entries included, without full-page images after a
    checkpoint; `not_run` are writes that failed here.
    """

    bytes: Mapping[str, int]
    not_run: tuple[str, ...]

    def a_year(self, workload: Workload) -> float:
        """Bytes of log in a year of the declared calls."""
        calls = {query.name: query.calls_per_hour or 0.0 for query in workload.queries}
        return sum(size * calls[name] for name, size in self.bytes.items() if name in calls) * _HOURS_A_YEAR


def measure_log(database: Database, workload: Workload) -> LogMeasure:
    """Run each write of the workload on a copy of `database`, rolled back each time."""
    writes = Workload(tuple(query for query in workload.queries if query.kind is QueryKind.WRITE))
    sizes: dict[str, int] = {}
    failed: dict[str, str] = {}
    with copied(database, "log") as connection:
        for query, values in drawn(connection, writes, 1):
            try:
                runs = [_once(connection, database.roles, query, values) for _ in range(_TIMES)]
            except psycopg.Error as error:
                failed[query.name] = f"{query.name}: {error.diag.message_primary or error}"
            else:
                sizes[query.name] = min(runs)
    rest = (f"{q.name}: its params yield no row" for q in writes.queries if q.name not in {*sizes, *failed})
    return LogMeasure(sizes, (*failed.values(), *rest))


def _once(connection: psycopg.Connection, roles: Mapping[str, str], query: Query, values: Parameters) -> int:
    with connection.transaction(force_rollback=True):
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        enter(connection, roles, query, values)
        before = _position(connection)
        connection.execute(query.statement.encode(), dict(values))
        return _position(connection) - before


def _position(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0
