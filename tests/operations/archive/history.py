"""A partitioned table with everything that makes an archive's life hard, made anew in a scratch database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.operations.archive import ArchiveOrder, ArchiveReport, archive
from pgworkbench.server import Database

TABLE = Name('Log "book"', "Ärger %s.2026")
BEFORE = datetime(2026, 4, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 15, tzinfo=UTC)
MONTHS = 5  # January to May
ROWS = 300  # in each month

_DDL = """
CREATE SCHEMA {schema};
CREATE TYPE {schema}."Mood" AS ENUM ('a "b"', 'c,d');
CREATE TABLE {table} (
    id bigint GENERATED ALWAYS AS IDENTITY,
    "when" timestamptz NOT NULL,
    "x" text, amount numeric(12, 2), anything numeric, flag boolean, day date, doc jsonb, list text[],
    mood {schema}."Mood", raw bytea, wait interval, real4 real, real8 double precision, until timestamptz,
    twice numeric GENERATED ALWAYS AS (amount * 2) STORED,
    gone text,
    PRIMARY KEY (id, "when")
) PARTITION BY RANGE ("when");
ALTER TABLE {table} DROP COLUMN gone;
"""

_ROWS = r"""
INSERT INTO {table} ("when", "x", amount, anything, flag, day, doc, list, mood, raw, wait, real4, real8, until)
SELECT {lower}::timestamptz + n * interval '1 hour',
       CASE WHEN n % 7 = 0 THEN NULL WHEN n % 5 = 0 THEN E'tab\t, new\nline, \\N and "ü"' ELSE 'word ' || n END,
       n * 1.25, CASE WHEN n = 3 THEN 'NaN' ELSE n / 7.0 END, n % 2 = 0, {lower}::date + n % 28,
       jsonb_build_object('n', n, 'text', 'ж'), ARRAY['a', NULL, 'b,"c"'], 'a "b"',
       decode(lpad(to_hex(n), 6, '0'), 'hex'),
       n * interval '1 day 2 seconds', n / 3.0, n / 3.0,
       CASE WHEN n % 10 = 0 THEN 'infinity' ELSE {lower}::timestamptz END
  FROM generate_series(1, {count}) AS n
"""


def named(table: Name = TABLE) -> sql.Identifier:
    return sql.Identifier(table.schema, table.name)


def make(database: Database, *, default: bool = False) -> None:
    """January to May of 2026, each with ROWS rows."""
    with database.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        connection.execute(sql.SQL(_DDL).format(schema=sql.Identifier(TABLE.schema), table=named()))
        for month in range(1, MONTHS + 1):
            lower, upper = f"2026-{month:02}-01 00:00+00", f"2026-{month + 1:02}-01 00:00+00"
            connection.execute(
                sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
                    named(Name(TABLE.schema, f"Book p2026_{month:02}")), named(), lower, upper
                )
            )
            fill(database, lower)
        if default:
            part = named(Name(TABLE.schema, "rest"))
            connection.execute(sql.SQL("CREATE TABLE {} PARTITION OF {} DEFAULT").format(part, named()))


def fill(database: Database, lower: str, count: int = ROWS) -> None:
    """Rows from an hour after `lower` on, one an hour."""
    with database.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        connection.execute(sql.SQL(_ROWS).format(table=named(), lower=lower, count=count))


def run(database: Database, folder: Path, before: datetime = BEFORE) -> ArchiveReport:
    with database.connect(autocommit=True) as connection:
        return archive(connection, TABLE, ArchiveOrder(folder, before))


def rows(database: Database, table: Name = TABLE) -> list[tuple[object, ...]]:
    """Every row as text, in order."""
    with database.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        return connection.execute(
            sql.SQL("SELECT t.*::text FROM {} AS t ORDER BY t.id").format(named(table))
        ).fetchall()


def partitions(database: Database) -> list[str]:
    with database.connect(autocommit=True) as connection:
        name = named().as_string(connection)
        found = connection.execute(
            "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid "
            "WHERE inhparent = %s::regclass ORDER BY 1",
            [name],
        )
        return [row[0] for row in found]
