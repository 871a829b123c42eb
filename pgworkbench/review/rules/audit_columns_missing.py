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

import re

from psycopg import sql

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, identifier
from pgworkbench.review.expression import plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.records import is_written_by
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.touching import keeping

_NOW = re.compile(r"\b(?:now\(\)|current_timestamp|clock_timestamp\(\)|transaction_timestamp\(\))", re.IGNORECASE)


@rule.check(Table, level=Level.WARNING, category=Category.AUDIT)
def audit_columns_missing(subject: Subject, table: Table) -> Flaws:
    """A table without the columns that the conventions ask for."""
    names = {column.name for column in table.columns}
    made, changed = subject.conventions.created_column, subject.conventions.updated_column
    events = set(subject.conventions.event_columns)
    missing = []
    if subject.conventions.moments_of_making and (_is_list_or_link(subject, table) or _is_past(subject, table)):
        return
    is_log = subject.is_append_only(table) and bool(names & events)
    if made and made not in names and not is_log and not _says_when(subject, table):
        missing.append((made, "timestamptz NOT NULL DEFAULT now()"))
    if changed and changed not in names and not subject.is_append_only(table):
        missing.append((changed, "timestamptz"))
    if missing:
        additions = sql.SQL(", ").join(
            sql.SQL("ADD COLUMN {} ").format(identifier(name)) + sql.SQL(kind) for name, kind in missing
        )
        fix = ddl("ALTER TABLE {table} {additions};", table=table.name, additions=additions)
        told = tuple(name for name, _ in missing)
        if changed in told:
            fix += "\n" + keeping(subject, table, changed)
        yield Flaw(f"it has no {' and no '.join(told)}", fix, details={"columns": told})


def _says_when(subject: Subject, table: Table) -> bool:
    """Whether a column by another name has the time at which a row was made."""
    times = (one for one in table.columns if one.not_null and one.type.startswith("timestamp with time zone"))
    return subject.conventions.moments_of_making and any(_NOW.search(one.default or "") for one in times)


def _is_list_or_link(subject: Subject, table: Table) -> bool:
    """Whether it is a list of codes that others refer to and refers to none, or links two rows and says no more."""
    references = subject.foreign_key_columns(table)
    key = table.primary_key
    if key is None:
        return False
    if references and {one.name for one in table.columns} <= references | set(key.columns):
        return True
    chosen = all(table.column(name).default is None and not table.column(name).identity for name in key.columns)
    is_text = all(subject.base_type(table.column(name)).startswith(("text", "char")) for name in key.columns)
    return not references and chosen and is_text and subject.is_referred_to(table)


def _is_past(subject: Subject, table: Table) -> bool:
    """Whether a row is of a moment: it says when it happened, has a time in its key, or is what a trigger keeps."""
    moments = set(subject.conventions.event_columns)
    keyed = table.primary_key.columns if table.primary_key else ()
    if any(plain(one.name) in moments for one in table.columns):
        return True
    if any(table.column(name).type.startswith("timestamp") for name in keyed):
        return True
    return any(is_written_by(subject, table, other) for other in subject.tables)
