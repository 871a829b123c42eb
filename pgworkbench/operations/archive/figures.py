"""What a table's rows amount to: number, bounds, sums and a digest that does not depend on their order."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.operations.archive.partitions import identifier

_SUMMED = ("int2", "int4", "int8", "numeric")  # the sum of floats depends on their order

_COLUMNS = """
SELECT a.attname::text, t.typname::text, a.atttypmod, a.attgenerated <> ''
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = %s::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `type` as pg_type.typname, `modifier` as atttypmod."""

    name: str
    type: str
    modifier: int
    generated: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """`rows`, `digest` (sum over rows of 60 bits of SHA-256 of the row's text) and named texts: bounds and sums."""

    rows: int
    digest: str
    named: dict[str, str | None]


def oid_of(connection: psycopg.Connection, table: sql.Identifier) -> int:
    """A table's oid; 0 if there is none of that name."""
    name = table.as_string(connection)
    found = connection.execute("SELECT coalesce(pg_catalog.to_regclass(%s)::oid::bigint, 0)", [name]).fetchone()
    return int(found[0]) if found else 0


def fields_of(connection: psycopg.Connection, oid: int) -> tuple[Field, ...]:
    """The columns of a table, in order."""
    return tuple(Field(*row) for row in connection.execute(_COLUMNS, [oid]))


def figures_of(connection: psycopg.Connection, table: Name, key: str, fields: tuple[Field, ...]) -> Figures:
    """Measure a table; `fields` in one order for all tables that are to be compared."""
    named = {"lower": sql.SQL("min(x.{})").format(sql.Identifier(key))}
    named["upper"] = sql.SQL("max(x.{})").format(sql.Identifier(key))
    for field in fields:
        if field.type in _SUMMED:
            named[f"sum of {field.name}"] = sql.SQL("sum(x.{})").format(sql.Identifier(field.name))
    query = sql.SQL(
        "SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(ROW({columns})::text, 'UTF8')), 'hex'), "
        "15))::bit(60)::bigint), 0)::text, ARRAY[{named}] FROM {table} AS x"
    ).format(
        columns=sql.SQL(", ").join(sql.SQL("x.{}").format(sql.Identifier(field.name)) for field in fields),
        named=sql.SQL(", ").join(sql.SQL("({})::text").format(each) for each in named.values()),
        table=identifier(table),
    )
    found = connection.execute(query).fetchone() or (0, "0", [])
    return Figures(found[0], found[1], dict(zip(named, found[2], strict=False)))
