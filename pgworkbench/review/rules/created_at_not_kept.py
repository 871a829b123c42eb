"""A time of making that may be missing.

What: `created_at` (by convention) may be null, or has no default.
Why: a row whose writer did not think of it has no time at all, and drops out of every list that is sorted or cut by
    it.
Wrong when: rows come from another system that does not know when they were made.
Source: requirement R-AUD-1 (`timestamptz NOT NULL DEFAULT now()`).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(12, 2), created_at timestamptz, updated_at timestamptz);
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();

Good:
    CREATE TABLE orders (
        id bigint PRIMARY KEY, total numeric(12, 2),
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.AUDIT)
def created_at_not_kept(subject: Subject, table: Table, column: Column) -> Flaws:
    """The column of the making, nullable or without a default."""
    if column.name != subject.conventions.created_column or column.generated:
        return
    open_ends = []
    if not column.not_null:
        open_ends.append("may be null")
    if column.default is None:
        open_ends.append("has no default")
    if open_ends:
        fix = ddl(
            "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT now(), ALTER COLUMN {column} SET NOT NULL;",
            table=table.name,
            column=column.name,
        )
        advice = "Give rows without one a time first." if not column.not_null else ""
        yield Flaw(f"it {' and '.join(open_ends)}", fix, advice)
