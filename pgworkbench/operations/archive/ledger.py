"""How far each partition has come on its way out, kept in the database itself: what it says and what was done commit
together, wherever PostgreSQL lets a step run in a transaction.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import kwargs_row
from psycopg.types.json import Json

from pgworkbench.catalog import Name
from pgworkbench.errors import RefusedError

_TABLE = "partition_ledger"
_LEAVING_S = 2.0  # a server may notice a moment later that a run was killed


class State(StrEnum):
    """What was done last; a partition stays CHOSEN to VERIFIED only between two runs of which the first was ended."""

    CHOSEN = "chosen"
    DETACHED = "detached"
    WRITTEN = "written"
    VERIFIED = "verified"
    DROPPED = "dropped"  # the rows are in the file alone
    RESTORED = "restored"  # brought back
    EXPIRED = "expired"  # file and rows are gone, as the retention says


UNFINISHED = (State.CHOSEN, State.DETACHED, State.WRITTEN, State.VERIFIED)

_MAKE = """
CREATE TABLE IF NOT EXISTS {ledger} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_schema text NOT NULL,
    parent_name text NOT NULL,
    part_schema text NOT NULL,
    part_name text NOT NULL,
    relid bigint NOT NULL,
    lower timestamptz NOT NULL,
    upper timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN
        ('chosen', 'detached', 'written', 'verified', 'dropped', 'restored', 'expired')),
    place text,
    file text,
    bytes bigint,
    sha256 text,
    rows bigint,
    digest text,
    figures jsonb,
    changed_at timestamptz NOT NULL DEFAULT now()
)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One partition's record. `relid` is its pg_class.oid, which no renaming changes; `place` its name in the ledger's
    schema while it is detached; `file` is relative to the archive's folder; `digest` is of rows, `sha256` of the file.
    """

    id: int
    parent_schema: str
    parent_name: str
    part_schema: str
    part_name: str
    relid: int
    lower: datetime
    upper: datetime
    state: State
    place: str | None
    file: str | None
    bytes: int | None
    sha256: str | None
    rows: int | None
    digest: str | None
    figures: Mapping[str, str | None] | None
    changed_at: datetime

    @property
    def parent(self) -> Name:
        """The partitioned table."""
        return Name(self.parent_schema, self.parent_name)

    @property
    def partition(self) -> Name:
        """Its name while it was a partition."""
        return Name(self.part_schema, self.part_name)


def _entry(**row: Any) -> Entry:
    return Entry(**{**row, "state": State(row["state"])})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger in schema `schema` of the database that `connection` (autocommit) leads to."""

    connection: psycopg.Connection
    schema: str = "archive"

    @property
    def _table(self) -> sql.Identifier:
        return sql.Identifier(self.schema, _TABLE)

    def prepare(self) -> None:
        """Make schema and table, if they are not there; who may not is told by the server."""
        if self.exists():
            return
        with self.connection.transaction():
            self.connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self.schema)))
            self.connection.execute(sql.SQL(_MAKE).format(ledger=self._table))

    def exists(self) -> bool:
        """Whether anything was ever archived here."""
        name = self._table.as_string(self.connection)
        found = self.connection.execute("SELECT pg_catalog.to_regclass(%s) IS NOT NULL", [name]).fetchone()
        return bool(found and found[0])

    def of(self, table: Name, *states: State) -> tuple[Entry, ...]:
        """A table's entries in these states (none: all), the oldest rows first; none where there is no ledger."""
        if not self.exists():
            return ()
        query = sql.SQL(
            "SELECT * FROM {} WHERE parent_schema = %s AND parent_name = %s AND state = ANY (%s) ORDER BY lower, id"
        ).format(self._table)
        wanted = [state.value for state in (states or tuple(State))]
        with self.connection.cursor(row_factory=kwargs_row(_entry)) as cursor:
            return tuple(cursor.execute(query, [table.schema, table.name, wanted]).fetchall())

    def choose(self, table: Name, part: Name, relid: int, bounds: tuple[datetime, datetime]) -> None:
        """Begin a partition's way out."""
        self.connection.execute(
            sql.SQL(
                "INSERT INTO {} (parent_schema, parent_name, part_schema, part_name, relid, lower, upper, state) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, 'chosen')"
            ).format(self._table),
            [table.schema, table.name, part.schema, part.name, relid, *bounds],
        )

    def mark(self, entry: Entry, state: State, **facts: object) -> Entry:
        """Set the state and these facts; returns the entry as it is now."""
        values = {"state": state.value, **facts}
        if "figures" in values:
            values["figures"] = Json(values["figures"])
        changes = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
        )
        query = sql.SQL("UPDATE {} SET {}, changed_at = now() WHERE id = %(entry)s RETURNING *").format(
            self._table, changes
        )
        with self.connection.cursor(row_factory=kwargs_row(_entry)) as cursor:
            changed = cursor.execute(query, {**values, "entry": entry.id}).fetchone()
        if changed is None:
            raise RefusedError([f"the ledger lost its entry of {entry.partition}: restore it from the manifest"])
        return changed


def entries(connection: psycopg.Connection, table: Name, schema: str = "archive") -> tuple[Entry, ...]:
    """What the ledger knows of a table's partitions."""
    return Ledger(connection, schema).of(table)


@contextmanager
def alone(connection: psycopg.Connection, table: Name) -> Iterator[None]:
    """One run for a table at a time; the lock goes with the connection, so a killed run bars nobody."""
    key = int.from_bytes(hashlib.sha256(f"archive {table.schema}\0{table.name}".encode()).digest()[:8], signed=True)
    until = time.monotonic() + _LEAVING_S
    while connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone() != (True,):
        if time.monotonic() > until:
            raise RefusedError([f"another run archives {table}: wait for its end"])
        time.sleep(0.05)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(%s)", [key])
