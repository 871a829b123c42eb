"""A key that growth will use up.

What: by the brief a table will have, within five years (configurable), more rows than half of what its integer or
    smallint key can number.
Why: on the day it ends every insert fails, and widening the key of a table that large takes hours under an exclusive
    lock.
Wrong when: never, if the brief is right; bigint costs four bytes a row.
Source: PostgreSQL documentation, 8.1 Numeric Types; squawk prefer-bigint-over-int.

Bad:
    CREATE TABLE visits (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    -- brief: visits.production = 400_000_000
    -- brief: visits.growth = 0.5
    -- brief: visits.retention = "for ever"
    -- brief: visits.consistency = "eventual"
    -- convention: large_rows = 1_000_000_000_000

Good:
    CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    -- brief: visits.production = 400_000_000
    -- brief: visits.growth = 0.5
    -- brief: visits.retention = "for ever"
    -- brief: visits.consistency = "eventual"
    -- convention: large_rows = 1_000_000_000_000
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject, column_of
from pgworkbench.review.volumes import rows_ahead

_NUMBERS = {"smallint": 2**15, "integer": 2**31}


@rule.check(Table, level=Level.WARNING, category=Category.SCALE, needs=[Need.BRIEF])
def key_too_small_for_growth(subject: Subject, table: Table) -> Flaws:
    """A narrow integer key of a table that the brief makes large."""
    rows = rows_ahead(subject, table)
    if rows is None or table.primary_key is None:
        return
    referring = subject.foreign_key_columns(table)
    for name in table.primary_key.columns:
        column = table.column(name)
        numbers = _NUMBERS.get(subject.base_type(column))
        if (
            name in referring
            or numbers is None
            or not (column.identity or (column.default or "").startswith("nextval("))
        ):
            continue
        if rows >= numbers * subject.conventions.sequence_share:
            fix = ddl("ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint;", table=table.name, column=name)
            message = f"{column.type} has {numbers:,} numbers, and the brief makes it {rows:,.0f} rows"
            advice = "Columns that refer to it must become bigint first."
            yield Flaw(message, fix, advice, column_of(table, name), {"rows": round(rows)})
