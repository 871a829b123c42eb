"""What the server makes of an expression of a table's columns: its text with every name qualified, its type, its sum's.

It is asked by an index on the expression, of an empty copy of the table: an index, too, takes what is immutable alone.
A key must be told apart by what it looks like, or one of several equal values would stand for all (`1.0` and `1.00`):
that is what an index that stores equal values once needs as well (`equalimage`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name, Table
from pgworkbench.workload.sql import spans

_COPY = 'CREATE TEMP TABLE "kept: a copy" (LIKE {})'
_INDEX = b'CREATE INDEX "kept: an index" ON "kept: a copy" ((%s))'
_TOLD = """
SELECT pg_catalog.pg_get_indexdef(i.indexrelid, 1, false),
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE WHEN k.oid <> t.typcollation THEN pg_catalog.format('%%I.%%I', n.nspname, k.collname) END,
       coalesce(k.collisdeterministic, true) AND EXISTS (
           SELECT FROM pg_catalog.pg_opclass o
             JOIN pg_catalog.pg_amproc p ON p.amprocfamily = o.opcfamily AND p.amproclefttype = o.opcintype
            WHERE o.oid = i.indclass[0] AND p.amprocnum = 4)
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indexrelid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_collation k ON k.oid = i.indcollation[0]
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = k.collnamespace
 WHERE i.indexrelid = 'pg_temp."kept: an index"'::pg_catalog.regclass
"""
_SUM = b'SELECT pg_catalog.pg_typeof(pg_catalog.sum(%s))::text FROM "kept: a copy"'
_EXACT = frozenset({"bigint", "numeric"})  # of these, what was added can be taken away again, to the last digit


@dataclass(frozen=True, slots=True)
class Told:
    """An expression as the server prints it; `type` with its collation, where that is not its type's."""

    text: str
    type: str
    key: bool


@dataclass(slots=True)
class Expressions:
    """Asks about expressions, each once; nothing of it stays in the database."""

    connection: psycopg.Connection[Any]
    _known: dict[tuple[Name, str], Told | None] = field(default_factory=dict)
    _sums: dict[tuple[Name, str], str | None] = field(default_factory=dict)

    def told(self, table: Table, text: str) -> Told | None:
        """The expression; None if it is not immutable, or of a type without an order."""
        if (table.name, text) not in self._known:
            self._known[table.name, text] = self._asked(table, text)
        return self._known[table.name, text]

    def sum_type(self, table: Table, text: str) -> str | None:
        """The type of its sum, if that can be kept to the last digit; else None."""
        if (table.name, text) not in self._sums:
            self._sums[table.name, text] = self._summed(table, text)
        return self._sums[table.name, text]

    def _asked(self, table: Table, text: str) -> Told | None:
        try:
            with self.connection.transaction(force_rollback=True):
                self._copied(table)
                self.connection.execute(_INDEX % text.encode())
                self.connection.execute("SELECT pg_catalog.set_config('search_path', '', true)")
                row = self.connection.execute(_TOLD, []).fetchone()
        except psycopg.Error:
            return None
        if row is None:
            return None
        told, type_, collation, image = row
        scaled = type_.startswith("numeric(") or told.startswith("EXTRACT(")  # as many digits behind the point in each
        return Told(_once(told), f"{type_} COLLATE {collation}" if collation else type_, bool(image) or scaled)

    def _summed(self, table: Table, text: str) -> str | None:
        try:
            with self.connection.transaction(force_rollback=True):
                self._copied(table)
                row = self.connection.execute(_SUM % text.encode()).fetchone()
        except psycopg.Error:
            return None
        return row[0] if row is not None and row[0] in _EXACT else None

    def _copied(self, table: Table) -> None:
        name = sql.Identifier(table.name.schema, table.name.name)
        self.connection.execute(sql.SQL(_COPY).format(name))


def _once(text: str) -> str:
    """Without a pair of parentheses around another pair."""
    opened, pairs = list[int](), dict[int, int]()
    for start, _, token in spans(text):
        if token == ord("("):
            opened.append(start)
        elif token == ord(")"):
            pairs[opened.pop()] = start
    last = len(text) - 1
    return text[1:-1] if pairs.get(0) == last and pairs.get(1) == last - 1 else text
