"""TOAST compression: the same values with pglz and with lz4, and what each takes up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Name, Table, TableKind
from pgworkbench.operations.session import copied
from pgworkbench.server import Database

_ROWS = 2000
_LONG = 2000  # bytes from which a row is compressed (TOAST_TUPLE_THRESHOLD)
_LARGER = 1.1  # lz4 is several times faster: it may take a tenth more
_KNOWN = "SELECT 'lz4' = ANY (enumvals) FROM pg_catalog.pg_settings WHERE name = 'default_toast_compression'"


@dataclass(frozen=True, slots=True)
class Compressed:
    """One column with long values: bytes of `rows` of it with each method."""

    table: Name
    column: str
    rows: int
    pglz: int
    lz4: int

    @property
    def proposed(self) -> bool:
        """Whether lz4 takes at most a tenth more than pglz."""
        return self.lz4 <= self.pglz * _LARGER


def measure_compression(database: Database, catalog: Catalog) -> tuple[Compressed, ...]:
    """Every column whose values are long enough to be compressed; none where the server has no lz4."""
    with copied(database, "toast") as connection:
        row = connection.execute(_KNOWN).fetchone()
        if not row or not row[0]:
            return ()
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
            sizes = {method: _size(connection, where, value, method) for method in ("pglz", "lz4")}
            yield Compressed(table.name, column.name, min(row[0], _ROWS), sizes["pglz"], sizes["lz4"])


def _size(connection: psycopg.Connection, table: sql.Identifier, value: sql.Identifier, method: str) -> int:
    """Values copied without their present compression (|| makes them anew where there is an empty value to add)."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("SET LOCAL default_toast_compression = {}").format(sql.Literal(method)))
        connection.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE long_values ON COMMIT DROP AS SELECT {value}::text || '' AS value"
                "  FROM {table} WHERE octet_length({value}::text) > {long} LIMIT {rows}"
            ).format(value=value, table=table, long=sql.Literal(_LONG), rows=sql.Literal(_ROWS))
        )
        row = connection.execute("SELECT sum(pg_catalog.pg_column_size(value)) FROM long_values").fetchone()
        return int(row[0] or 0) if row else 0
