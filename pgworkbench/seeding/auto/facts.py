"""What values need that the Catalog does not spell out: types taken apart, and what each partition accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg

from pgworkbench.catalog import Name


class Shape(StrEnum):
    """How a type is built."""

    BASE = "base"
    ENUM = "enum"
    DOMAIN = "domain"
    ARRAY = "array"
    RANGE = "range"
    MULTIRANGE = "multirange"
    COMPOSITE = "composite"


@dataclass(frozen=True, slots=True)
class DataType:
    """A type; `part` is a domain's base, an array's element, a range's bound; `modifier` as pg_attribute.atttypmod."""

    name: str  # as pg_type.typname
    sql: str  # as format_type prints it, without the modifier
    shape: Shape = Shape.BASE
    modifier: int = -1
    part: DataType | None = None
    labels: tuple[str, ...] = ()
    fields: tuple[DataType, ...] = ()
    checks: tuple[str, ...] = ()
    not_null: bool = False

    @property
    def root(self) -> DataType:
        """The type below all domains."""
        return self.part.root if self.shape is Shape.DOMAIN and self.part else self

    @property
    def domains(self) -> tuple[DataType, ...]:
        """The domains, outermost first."""
        return (self, *self.part.domains) if self.shape is Shape.DOMAIN and self.part else ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Types of columns; the sequence behind an identity column; what the partitions of a table accept."""

    types: Mapping[tuple[Name, str], DataType]
    sequences: Mapping[tuple[Name, str], str]
    partitions: Mapping[Name, tuple[str, ...]]


_TYPES = """
SELECT t.oid::int8 AS oid, t.typname::text AS name, format_type(t.oid, NULL) AS sql, t.typtype::text AS kind,
       t.typcategory::text AS category, t.typelem::int8 AS element, t.typbasetype::int8 AS base,
       t.typtypmod AS modifier, t.typnotnull AS not_null,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e
         WHERE e.enumtypid = t.oid) AS labels,
       (SELECT r.rngsubtype::int8 FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)) AS bound,
       (SELECT array_agg(pg_get_constraintdef(c.oid) ORDER BY c.conname) FROM pg_constraint c
         WHERE c.contypid = t.oid AND c.contype = 'c') AS checks,
       (SELECT array_agg(ARRAY[a.atttypid::int8, a.atttypmod::int8] ORDER BY a.attnum) FROM pg_attribute a
         WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS fields
  FROM pg_type t WHERE t.typtype <> 'p'
"""
_COLUMNS = """
SELECT n.nspname::text, c.relname::text, a.attname::text, a.atttypid::int8, a.atttypmod,
       CASE WHEN a.attidentity <> '' THEN pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) END
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
"""
_PARTITIONS = """
SELECT n.nspname::text, r.relname::text, pg_get_partition_constraintdef(c.oid)
  FROM pg_class c JOIN pg_class r ON r.oid = pg_partition_root(c.oid) JOIN pg_namespace n ON n.oid = r.relnamespace
 WHERE c.relispartition AND c.relkind IN ('r', 'f')
 ORDER BY 1, 2, c.relname
"""


def read_facts(connection: psycopg.Connection[Any]) -> Facts:
    """Three queries, under an empty search_path, so that every name is printed in full."""
    with connection.transaction():
        connection.execute("SET LOCAL search_path = ''")
        columns = connection.execute(_COLUMNS).fetchall()
        partitions = connection.execute(_PARTITIONS).fetchall()
        with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            known = {row["oid"]: row for row in cursor.execute(_TYPES)}
    types = {(Name(row[0], row[1]), row[2]): _type(row[3], row[4], known) for row in columns}
    sequences = {(Name(row[0], row[1]), row[2]): row[5] for row in columns if row[5]}
    bounds: dict[Name, tuple[str, ...]] = {}
    for schema, table, bound in partitions:
        # a partition that accepts everything (DEFAULT alone) has no constraint of its own
        bounds[Name(schema, table)] = (*bounds.get(Name(schema, table), ()), bound or "true")
    return Facts(types, sequences, bounds)


_MANY = {"r": Shape.RANGE, "m": Shape.MULTIRANGE}


def _type(oid: int, modifier: int, known: Mapping[int, Mapping[str, Any]]) -> DataType:
    row = known[oid]
    name, text = row["name"], row["sql"]
    if row["kind"] == "d":
        part = _type(row["base"], row["modifier"], known)
        checks = tuple(row["checks"] or ())
        return DataType(name, text, Shape.DOMAIN, modifier, part, checks=checks, not_null=row["not_null"])
    if row["kind"] == "e":
        return DataType(name, text, Shape.ENUM, modifier, labels=tuple(row["labels"] or ()))
    if row["kind"] in _MANY:
        return DataType(name, text, _MANY[row["kind"]], modifier, _type(row["bound"], -1, known))
    if row["kind"] == "c":
        fields = tuple(_type(each, int(mod), known) for each, mod in row["fields"] or ())
        return DataType(name, text, Shape.COMPOSITE, modifier, fields=fields)
    if row["category"] == "A" and row["element"]:
        return DataType(name, text, Shape.ARRAY, modifier, _type(row["element"], modifier, known))
    return DataType(name, text, Shape.BASE, modifier)
