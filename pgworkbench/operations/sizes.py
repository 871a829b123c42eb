"""Bytes of a row and of its entry in each index, measured in a database that has rows.

A table of many pages is weighed as it lies on disk. One of a few rows is not: its half-empty pages would make a row
look large. There the rows themselves are measured, and the space that the format adds is counted. Sources: PostgreSQL,
Database Page Layout (line pointer 4, tuples aligned to 8) and B-Tree Structure (8 bytes a tuple, pages 90 % full).
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Index, Name, Table
from pgworkbench.operations.capacity import Entry, Measured, leaves

_PAGE, _USABLE, _POINTER, _FILL = 8192, 8168, 4, 0.9
_PAGES = 50  # of this many on, what lies on disk is what a row takes
_SAMPLE = 10_000  # rows that are looked at
_COMPOSITE = 24  # bytes before the values in a row; an index tuple has 8
_INDEX_TUPLE = 8
_EMPTY = {"brin": 3 * _PAGE, "gin": 2 * _PAGE}  # what an index without entries takes: its own pages of order


def measure_sizes(connection: psycopg.Connection, catalog: Catalog) -> dict[Name, Measured]:
    """Every table that has rows; partitions count for their parent. Only reads; a table that the role may not read is
    weighed as it lies on disk.
    """
    found = ((table, _measured(connection, catalog, table)) for table in catalog.base_tables if not table.extension)
    return {table.name: measured for table, measured in found if measured is not None}


def _measured(connection: psycopg.Connection, catalog: Catalog, table: Table) -> Measured | None:
    parts = [leaf for leaf in leaves(catalog, table) if leaf.rows > 0]
    if not parts:
        return None
    largest = max(parts, key=lambda leaf: leaf.rows)
    try:
        with connection.transaction():
            row = _row(connection, largest)
            entries = tuple(_entries(connection, largest))
    except psycopg.errors.InsufficientPrivilege:
        row = largest.bytes / largest.rows
        entries = tuple(Entry(index.name, index.bytes / largest.rows) for index in largest.indexes)
    rows = sum(leaf.rows for leaf in parts)
    return Measured(table.name, rows, row, sum(entry.bytes for entry in entries), entries)


def _row(connection: psycopg.Connection, table: Table) -> float:
    if table.bytes >= _PAGES * _PAGE:
        return table.bytes / table.rows
    # a row as a value is the row as it is stored, with its header; what lies out of line comes back into it
    size = sql.SQL("avg((pg_catalog.pg_column_size(r.*) + 7) / 8 * 8 + {})").format(sql.Literal(_POINTER))
    fill = next((int(each.partition("=")[2]) for each in table.options if each.startswith("fillfactor=")), 100)
    return _average(connection, table, size) * _PAGE / _USABLE * 100 / fill


def _entries(connection: psycopg.Connection, table: Table) -> Iterator[Entry]:
    for index in table.indexes:
        name = index.name if index.parent is None else index.parent.name
        if index.bytes >= _PAGES * _PAGE:
            yield Entry(name, index.bytes / table.rows)
        elif index.method == "btree":
            yield Entry(name, _average(connection, table, _entry(index)) / _FILL * _PAGE / _USABLE)
        else:
            yield Entry(name, max(index.bytes - _EMPTY.get(index.method, _PAGE), 0) / table.rows)


def _entry(index: Index) -> sql.Composed:
    """An index tuple's bytes, as a build packs them: keys that repeat take less (deduplication), keys in random order
    more (pages that split are 70 % full).
    """
    keys = [sql.SQL(key.expression) if key.column is None else sql.Identifier(key.column) for key in index.keys]
    keys += [sql.Identifier(name) for name in index.include]
    values = sql.SQL(", ").join(sql.SQL("({})").format(key) for key in keys)
    size = sql.SQL("(pg_catalog.pg_column_size(ROW({})) - {} + 7) / 8 * 8 + {}").format(
        values, sql.Literal(_COMPOSITE - _INDEX_TUPLE), sql.Literal(_POINTER)
    )
    if index.predicate is None:
        return sql.SQL("avg({})").format(size)
    return sql.SQL("avg(CASE WHEN {} THEN {} ELSE 0 END)").format(sql.SQL(index.predicate), size)


def _average(connection: psycopg.Connection, table: Table, what: sql.Composable) -> float:
    row = connection.execute(
        sql.SQL("SELECT {}::float8 FROM (SELECT * FROM {} LIMIT {}) AS r").format(
            what, sql.Identifier(table.name.schema, table.name.name), sql.Literal(_SAMPLE)
        )
    ).fetchone()
    return float(row[0] or 0.0) if row else 0.0
