"""What a database has to say about the tables that seeds fill: columns and their types, references, partitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from pgworkbench.catalog import Name
from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding.encode import encodable
from pgworkbench.seeding.pgtype import PgType
from pgworkbench.seeding.tableplan import TablePlan

_COLUMNS = """
SELECT n.nspname AS schema, c.relname AS name, c.oid::bigint AS oid, c.relkind = 'p' AS partitioned,
       a.attname AS "column", a.atttypid::bigint AS type, a.atttypmod AS typmod, a.attnotnull AS not_null,
       a.attgenerated::text AS generated,
       a.atthasdef OR a.attidentity <> '' AS filled_by_itself,
       pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence,
       format_type(a.atttypid, a.atttypmod) AS type_text,
       EXISTS (SELECT FROM pg_index i
                WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS in_key
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
 ORDER BY c.oid, a.attnum
"""
_TYPES = """
SELECT t.oid::bigint, t.typname AS name, t.typtype::text AS kind, t.typbasetype::bigint AS base, t.typtypmod AS typmod,
       CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END::bigint AS element,
       coalesce(r.rngsubtype, 0)::bigint AS subtype
  FROM pg_type t LEFT JOIN pg_range r ON r.rngtypid = t.oid
 WHERE t.typtype IN ('b', 'd', 'e', 'r', 'm')
"""
_REFERENCES = """
SELECT k.conname AS name, k.conrelid::bigint AS child, k.confrelid::bigint AS parent,
       pn.nspname AS parent_schema, pc.relname AS parent_name, k.confmatchtype = 'f' AS whole,
       ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (n, place)
               JOIN pg_attribute ON attrelid = k.conrelid AND attnum = u.n ORDER BY place) AS columns,
       ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u (n, place)
               JOIN pg_attribute ON attrelid = k.confrelid AND attnum = u.n ORDER BY place) AS parent_columns
  FROM pg_constraint k
  JOIN pg_class pc ON pc.oid = k.confrelid
  JOIN pg_namespace pn ON pn.oid = pc.relnamespace
 WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid::bigint = ANY (%(tables)s)
 ORDER BY k.conrelid, k.conname
"""


_FACTS = ("filled_by_itself", "sequence", "type_text", "in_key")


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A column; `filled_by_itself` if it has a default, an identity or a formula; `sequence` as SQL names it."""

    name: str
    type: PgType
    not_null: bool
    generated: bool
    filled_by_itself: bool
    sequence: str | None
    type_text: str = ""  # as a cast names it
    in_key: bool = False  # of the primary key

    @property
    def encodable(self) -> bool:
        """Whether its values can be sent in binary."""
        return encodable(self.type)


@dataclass(frozen=True, slots=True)
class TargetReference:
    """A foreign key; `whole` if MATCH FULL."""

    name: str
    columns: tuple[str, ...]
    parent: Name
    parent_columns: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table to fill."""

    name: Name
    oid: int
    partitioned: bool
    columns: tuple[TargetColumn, ...]
    references: tuple[TargetReference, ...] = ()

    @property
    def identifier(self) -> sql.Identifier:
        """The table's name for a statement."""
        return sql.Identifier(self.name.schema, self.name.name)

    def planned(self, plan: TablePlan) -> tuple[TargetColumn, ...]:
        """The columns that a plan fills, in the plan's order."""
        by_name = {column.name: column for column in self.columns}
        return tuple(by_name[name] for name in plan.columns)

    def hashed(self, plan: TablePlan) -> tuple[str, ...]:
        """The planned columns that a digest covers: those whose bytes are known without asking the server."""
        return tuple(column.name for column in self.planned(plan) if column.encodable)

    def key(self, plan: TablePlan) -> tuple[TargetColumn, ...]:
        """The columns of the primary key, if a plan fills them all; else none."""
        key = tuple(column for column in self.columns if column.in_key)
        return key if {column.name for column in key} <= set(plan.columns) else ()


def read_targets(connection: psycopg.Connection, plans: Iterable[TablePlan]) -> tuple[TargetTable, ...]:
    """The tables of these plans, checked against them: SeedError or UnknownNameError where they do not agree."""
    with connection.cursor(row_factory=dict_row) as cursor:
        types = _types(cursor.execute(_TYPES).fetchall())
        rows = cursor.execute(_COLUMNS).fetchall()
        oids = [row["oid"] for row in rows]
        references = cursor.execute(_REFERENCES, {"tables": list(dict.fromkeys(oids))}).fetchall()
    tables = {str(table.name): table for table in _tables(rows, references, types)}
    return tuple(_checked(plan, tables) for plan in plans)


def _types(rows: Iterable[Mapping[str, Any]]) -> _Types:
    return _Types({row["oid"]: row for row in rows})


class _Types:
    """The server's types by number, domains resolved to what they stand over."""

    def __init__(self, rows: Mapping[int, Mapping[str, Any]]) -> None:
        self._rows = rows

    def of(self, oid: int, typmod: int = -1) -> PgType:
        """The type of a column; a composite one has no name, and so no encoder."""
        row = self._rows.get(oid)
        if row is None:
            return PgType("", oid)
        if row["kind"] == "d":
            base = self.of(row["base"], row["typmod"])
            return PgType(base.name, oid, base.typmod, base.array, base.range, base.enum, base.part)
        if row["element"]:
            return PgType(row["name"], oid, typmod, array=True, part=self.of(row["element"], typmod))
        if row["kind"] == "r":
            return PgType(row["name"], oid, range=True, part=self.of(row["subtype"]))
        return PgType(row["name"], oid, typmod, enum=row["kind"] == "e")


def _tables(
    rows: Iterable[Mapping[str, Any]], references: Iterable[Mapping[str, Any]], types: _Types
) -> Iterable[TargetTable]:
    keys: dict[int, list[TargetReference]] = {}
    for row in references:
        parent = Name(row["parent_schema"], row["parent_name"])
        sides = (tuple(row["columns"]), parent, tuple(row["parent_columns"]))
        keys.setdefault(row["child"], []).append(TargetReference(row["name"], *sides, row["whole"]))
    columns: dict[int, list[TargetColumn]] = {}
    heads: dict[int, tuple[Name, bool]] = {}
    for row in rows:
        heads[row["oid"]] = (Name(row["schema"], row["name"]), row["partitioned"])
        kind = types.of(row["type"], row["typmod"])
        facts = [row["not_null"], row["generated"] != "", *(row[name] for name in _FACTS)]
        columns.setdefault(row["oid"], []).append(TargetColumn(row["column"], kind, *facts))
    for oid, (name, partitioned) in heads.items():
        yield TargetTable(name, oid, partitioned, tuple(columns[oid]), tuple(keys.get(oid, ())))


def _checked(plan: TablePlan, tables: Mapping[str, TargetTable]) -> TargetTable:
    """The table of a plan; every planned column is there and may be written, every other one fills itself."""
    if plan.table not in tables:
        raise UnknownNameError("table for a seed plan", plan.table, tables)
    table = tables[plan.table]
    if plan.select is not None or plan.automatic:
        return table
    known = {column.name: column for column in table.columns}
    for name in plan.columns:
        if name not in known:
            raise UnknownNameError(f"column of {plan.table} in its seed plan", name, known)
        if known[name].generated:
            raise SeedError(f"{plan.table}.{name} is generated by the server: leave it out of the seed plan")
    for column in table.columns:
        if column.not_null and not column.filled_by_itself and column.name not in plan.columns:
            raise SeedError(f"{plan.table}.{column.name} is NOT NULL without a default: the seed plan must fill it")
    return table
