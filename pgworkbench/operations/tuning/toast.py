"""TOAST compression: the same values with pglz and with lz4, what each takes up, and how long that takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Name, Table, TableKind
from pgworkbench.operations.session import copied
from pgworkbench.server import Database

_ROWS = 2000
_LONG = 2000  # bytes from which a row is compressed (TOAST_TUPLE_THRESHOLD)
LARGER = 1.1  # what is faster may take a tenth more
_TURNS = 3  # of which the quickest counts
_KNOWN = "SELECT 'lz4' = ANY (enumvals) FROM pg_catalog.pg_settings WHERE name = 'default_toast_compression'"


@dataclass(frozen=True, slots=True)
class Compressed:
    """One column with long values: bytes of `rows` of it with each method, and milliseconds to write and read them."""

    table: Name
    column: str
    rows: int
    pglz: int
    lz4: int
    pglz_ms: float
    lz4_ms: float

    @property
    def proposed(self) -> bool:
        """Whether lz4 takes at most a tenth more than pglz, and less time."""
        return self.lz4 <= self.pglz * LARGER and self.lz4_ms < self.pglz_ms


def measure_compression(database: Database, catalog: Catalog) -> tuple[Compressed, ...] | None:
    """Every column whose values are long enough to be compressed; None where the server was built without lz4."""
    with copied(database, "toast") as connection:
        row = connection.execute(_KNOWN).fetchone()
        if not row or not row[0]:
            return None
        tables = (table for table in catalog.tables if table.kind is TableKind.TABLE and not table.extension)
        return tuple(found for table in tables for found in _columns(connection, table))


def _columns(connection: psycopg.Connection, table: Table) -> Iterator[Compressed]:
    where = sql.Identifier(table.name.schema, table.name.name)
    for column in table.columns:
        if column.type not in {"text", "jsonb", "json", "bytea", "xml"} and not column.array:
            continue
        value = sql.Identifier(column.name)
        length = sql.SQL("SELECT count(*) FROM {} WHERE octet_length({}::text) > {}")
        row = connection.execute(length.format(where, value, sql.Literal(_LONG))).fetchone()
        if row and row[0]:
            found = [_tried(connection, where, value, method) for method in ("pglz", "lz4") * _TURNS]
            (pglz, lz4), times = (size for size, _ in found[:2]), [ms for _, ms in found]
            yield Compressed(
                table.name, column.name, min(row[0], _ROWS), pglz, lz4, min(times[::2]), min(times[1::2])
            )  # fmt: skip


def _tried(
    connection: psycopg.Connection, table: sql.Identifier, value: sql.Identifier, method: str
) -> tuple[int, float]:
    """Bytes, and milliseconds of writing and reading: values without their present compression (|| makes them anew)."""
    source = sql.SQL(
        "SELECT {value}::text || '' AS value FROM {table} WHERE octet_length({value}::text) > {long} LIMIT {rows}"
    ).format(value=value, table=table, long=sql.Literal(_LONG), rows=sql.Literal(_ROWS))
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE TEMPORARY TABLE plain_values (value text) ON COMMIT DROP")
        connection.execute("ALTER TABLE plain_values ALTER COLUMN value SET STORAGE EXTERNAL")
        connection.execute(sql.SQL("INSERT INTO plain_values {}").format(source))
        table_of = sql.SQL("CREATE TEMPORARY TABLE long_values (value text COMPRESSION {}) ON COMMIT DROP")
        connection.execute(table_of.format(sql.Identifier(method)))
        begun = time.perf_counter()
        connection.execute("INSERT INTO long_values SELECT value FROM plain_values")
        connection.execute("SELECT sum(pg_catalog.length(value)) FROM long_values")
        ms = (time.perf_counter() - begun) * 1000
        row = connection.execute("SELECT sum(pg_catalog.pg_column_size(value)) FROM long_values").fetchone()
    return int(row[0] or 0) if row else 0, ms
