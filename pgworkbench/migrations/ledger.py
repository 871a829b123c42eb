"""Which files a database has: dbmate's own table, so that dbmate and we may take turns.

`schema_migrations (version varchar PRIMARY KEY)`, in the first schema of the search path unless a schema is given;
and dbmate's advisory lock (taken by `dbmate --migration-lock`), so that nobody else migrates meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pgworkbench.errors import RefusedError

TABLE = "schema_migrations"
_LOCK = 48372615  # dbmate's, as seen in pg_locks while `dbmate --migration-lock up` ran (2.37.0)
_POLL = 0.2  # seconds between two attempts for the lock
_KNOWN: LiteralString = """
SELECT a.attname, format_type(a.atttypid, NULL)
  FROM pg_catalog.pg_attribute AS a
 WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_HOLDER: LiteralString = """
SELECT l.pid, a.application_name, a.usename
  FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1
   AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""
_TEXTS = {"character varying", "text"}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table with one row for each version that was applied."""

    schema: str
    table: str = TABLE

    @property
    def name(self) -> sql.Identifier:
        """It, as SQL."""
        return sql.Identifier(self.schema, self.table)

    def exists(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether it is there; RefusedError if another runner's table stands under its name."""
        name = self.name.as_string(connection)
        columns = connection.execute(_KNOWN, [name]).fetchall()
        if not columns:
            return False
        if len(columns) != 1 or columns[0][0] != "version" or columns[0][1] not in _TEXTS:
            shown = ", ".join(f"{column} {kind}" for column, kind in columns)
            raise RefusedError(
                [f"{name} ({shown}) is not dbmate's: another runner keeps its versions there; name another table"]
            )
        return True

    def versions(self, connection: psycopg.Connection[Any]) -> tuple[str, ...]:
        """What was applied, in order; none if there is no table yet."""
        if not self.exists(connection):
            return ()
        rows = connection.execute(sql.SQL("SELECT version FROM {} ORDER BY version").format(self.name))
        return tuple(version for (version,) in rows)

    def make(self, connection: psycopg.Connection[Any]) -> None:
        """Make it as dbmate would, with its schema, if it is not there."""
        if self.exists(connection):
            return
        found = connection.execute("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", [self.schema])
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self.schema)))
        make = sql.SQL("CREATE TABLE IF NOT EXISTS {} (version varchar NOT NULL PRIMARY KEY)")
        connection.execute(make.format(self.name))

    def add(self, connection: psycopg.Connection[Any], version: str) -> None:
        """It was applied."""
        insert = sql.SQL("INSERT INTO {} (version) VALUES ({})").format(self.name, sql.Literal(version))
        connection.execute(insert)

    def remove(self, connection: psycopg.Connection[Any], version: str) -> None:
        """It was taken back."""
        connection.execute(sql.SQL("DELETE FROM {} WHERE version = {}").format(self.name, sql.Literal(version)))


def find_ledger(connection: psycopg.Connection[Any], table: str = TABLE) -> Ledger:
    """Where dbmate would keep it: in the schema before the dot, else in the first one of the search path."""
    schema, dot, name = table.partition(".")
    if dot:
        return Ledger(schema, name)
    row = connection.execute("SELECT coalesce(current_schema(), 'public')").fetchone()
    return Ledger(row[0] if row else "public", table)


@contextmanager
def alone(connection: psycopg.Connection[Any], wait: float) -> Iterator[None]:
    """While nobody else migrates this database; RefusedError that names who does, after `wait` seconds.

    Who was killed holds the lock until the server has noticed.
    """
    until = time.monotonic() + wait
    while not _taken(connection):
        if time.monotonic() >= until:
            raise RefusedError([f"another run migrates this database: {_holder(connection)}; wait for its end"])
        time.sleep(_POLL)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_catalog.pg_advisory_unlock(%s)", [_LOCK])


def _taken(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_catalog.pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    return row is not None and bool(row[0])


def _holder(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute(_HOLDER, [_LOCK]).fetchone()
    return f"process {row[0]} ({row[1] or 'no name'}, {row[2] or 'of another user'})" if row else "it has just ended"
