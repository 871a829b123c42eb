"""A table that does not know when its rows came or changed.

What: a table has no `created_at` (a log may have `occurred_at` in its place), or, unless its rows are written once, no
    `updated_at` (names by convention). Written once are partitioned tables, those that were granted to others without
    UPDATE, and those that are all keys.
Why: what was loaded last night, what an outage left half done, what changed since the last export: nobody can tell.
Wrong when: a list is shipped with the software, and versions of it are in git.
Source: requirement R-AUD-1; Bytebase (required columns); pgrubic GN011 to GN013; schemalint.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);

Good:
    CREATE TABLE orders (
        id bigint PRIMARY KEY, placed_on date NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
"""

from __future__ import annotations

from psycopg import sql

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, identifier
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.AUDIT)
def audit_columns_missing(subject: Subject, table: Table) -> Flaws:
    """A table without the columns that the conventions ask for."""
    names = {column.name for column in table.columns}
    made, changed = subject.conventions.created_column, subject.conventions.updated_column
    events = set(subject.conventions.event_columns)
    missing = []
    if made and made not in names and not (subject.is_append_only(table) and names & events):
        missing.append((made, "timestamptz NOT NULL DEFAULT now()"))
    if changed and changed not in names and not subject.is_append_only(table):
        missing.append((changed, "timestamptz"))
    if missing:
        additions = sql.SQL(", ").join(
            sql.SQL("ADD COLUMN {} ").format(identifier(name)) + sql.SQL(kind) for name, kind in missing
        )
        fix = ddl("ALTER TABLE {table} {additions};", table=table.name, additions=additions)
        told = tuple(name for name, _ in missing)
        yield Flaw(f"it has no {' and no '.join(told)}", fix, details={"columns": told})
