"""Rows that many edit, and nothing that notices when they overtake each other.

What: the workload changes single rows of a table (by its whole key, to values from outside) at least a thousand times
    an hour (configurable) in all, the table has no version column, and the queries do not ask for what they replace.
Why: two people open a row, both save, and the second overwrites what the first wrote without seeing it. A version that
    is compared and raised with each update turns that into a message.
Wrong when: the last word may win: a status sent by a machine, a time last seen. Upserts are taken for such.
Source: requirement R-EDGE-6 (optimistic locking on rows that many write); SQLAlchemy, version_id_col.

Bad:
    CREATE TABLE pages (id bigint PRIMARY KEY, title text NOT NULL);
    -- query 1900/h save_page: UPDATE pages SET title = :title WHERE id = :id

Good:
    CREATE TABLE pages (id bigint PRIMARY KEY, title text NOT NULL, version integer NOT NULL DEFAULT 1);
    -- query 1900/h save_page: UPDATE pages SET title = :title, version = version + 1 WHERE id = :id AND version = :old
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject
from pgworkbench.review.usage import Change


@rule.check(Table, level=Level.NOTICE, category=Category.SCALE, needs=[Need.WORKLOAD])
def version_column_missing(subject: Subject, table: Table) -> Flaws:
    """Edits of single rows that may overtake each other."""
    versions = subject.conventions.version_columns
    if table.primary_key is None or any(column.name in versions for column in table.columns):
        return
    keys = set(table.primary_key.columns) - {subject.tenant}
    edits = [(use, change) for use, change in subject.usage.changes(table.name, "update") if _is_edit(change, keys)]
    rate = sum(use.per_hour for use, _ in edits)
    if keys and rate >= subject.conventions.frequent_per_hour:
        names = ", ".join(sorted({use.query.name for use, _ in edits}))
        fix = ddl(
            "ALTER TABLE {table} ADD COLUMN {version} integer NOT NULL DEFAULT 1;",
            table=table.name,
            version=versions[0],
        )
        advice = f"Let {names} ask for the version that was read, and raise it."
        yield Flaw(f"{names}: {rate:,.0f} edits of its rows an hour may overtake each other", fix, advice)


def _is_edit(change: Change, keys: set[str]) -> bool:
    """Whether one row gets values from outside, whatever it holds by then."""
    return (
        keys <= change.compared
        and bool(change.given)
        and not (change.upsert or change.relative or change.sets & change.compared)
    )
