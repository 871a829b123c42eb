"""How much log the workload writes: each write of it once on a copy, and how far the log went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from pgworkbench.operations.session import copied, drawn, enter
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import Parameters

_TIMES = 3  # the least of so many: without pg_walinspect, others who write to the same server are counted, too
_HOURS_A_YEAR = 8766.0
_INSPECT = "SELECT count(*) FROM pg_catalog.pg_available_extensions WHERE name = 'pg_walinspect'"
_OWN = """
SELECT coalesce(sum(record_length - fpi_length), 0)::bigint
  FROM inspected.pg_get_wal_records_info(%s::pg_lsn, %s::pg_lsn)
 WHERE xid = %s::text::xid
"""


@dataclass(frozen=True, slots=True)
class LogMeasure:
    """Bytes of log for one call of each query, triggers and index entries included; `not_run` are writes that failed.

    `exact`: its own records were counted (pg_walinspect), without full-page images. Else it is how far the log went,
    images and what others wrote meanwhile included.
    """

    bytes: Mapping[str, int]
    not_run: tuple[str, ...]
    exact: bool = True

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
        exact = _inspects(connection)
        meter = _Meter(connection, database.roles, exact)
        for query, values in drawn(connection, writes, 1):
            try:
                runs = [meter.bytes_of(query, values) for _ in range(1 if exact else _TIMES)]
            except psycopg.Error as error:
                failed[query.name] = f"{query.name}: {error.diag.message_primary or error}"
            else:
                sizes[query.name] = min(runs)
    rest = (f"{q.name}: its params yield no row" for q in writes.queries if q.name not in {*sizes, *failed})
    return LogMeasure(sizes, (*failed.values(), *rest), exact)


def _inspects(connection: psycopg.Connection) -> bool:
    """Whether the copy can say which records are one's own."""
    row = connection.execute(_INSPECT).fetchone()
    if not row or not row[0]:
        return False
    try:
        with connection.transaction():
            connection.execute("CREATE SCHEMA inspected")
            connection.execute("CREATE EXTENSION pg_walinspect SCHEMA inspected")
            connection.execute("CREATE TABLE inspected.flushed (a int)")
    except psycopg.Error:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Meter:
    """Runs calls on a copy and says how much log each wrote."""

    connection: psycopg.Connection
    roles: Mapping[str, str]
    exact: bool

    def bytes_of(self, query: Query, values: Parameters) -> int:
        """The query once, rolled back."""
        connection = self.connection
        with connection.transaction(force_rollback=True):
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            enter(connection, self.roles, query, values)
            before = _position(connection)
            connection.execute(query.statement.encode(), dict(values))
            after = _position(connection)
            connection.execute("RESET ROLE")
            xid = connection.execute("SELECT pg_catalog.pg_current_xact_id_if_assigned()::xid::text").fetchone()
        return self._own(before, after, xid[0] if xid else None) if self.exact else after - before

    def _own(self, before: int, after: int, xid: str | None) -> int:
        """Bytes of one transaction's own records between two positions; what was not flushed yet cannot be read."""
        if xid is None or before == after:
            return 0
        self.connection.execute("INSERT INTO inspected.flushed VALUES (1)")
        row = self.connection.execute(_OWN, [_lsn(before), _lsn(after), xid]).fetchone()
        return int(row[0]) if row else 0


def _lsn(position: int) -> str:
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def _position(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0
