"""A table without a primary key.

What: no primary key; a unique index alone is not one.
Why: a row cannot be told from its twin, other tables cannot refer to it, logical replication cannot update it, and an
    upsert has nothing to conflict with.
Wrong when: a staging table that is emptied after each load holds whatever came, twins included.
Source: PostgreSQL documentation, 5.5.4 Primary Keys; splinter 0004; pgrubic GN004.

Bad:
    CREATE TABLE readings (sensor bigint NOT NULL, taken_at timestamptz NOT NULL, value numeric NOT NULL);

Good:
    CREATE TABLE readings (
        sensor bigint NOT NULL, taken_at timestamptz NOT NULL, value numeric NOT NULL,
        PRIMARY KEY (sensor, taken_at)
    );
"""

from __future__ import annotations

from pgworkbench.catalog import ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import constraint_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.ERROR, category=Category.KEYS)
def no_primary_key(subject: Subject, table: Table) -> Flaws:
    """A table, partitioned or not, without PRIMARY KEY."""
    if table.primary_key is not None:
        return
    columns = _candidate(table)
    fix = ""
    if columns:
        name = constraint_name(subject, table, ConstraintKind.PRIMARY, columns)
        fix = ddl(
            "ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY ({columns});",
            table=table.name,
            name=name,
            columns=columns,
        )
    advice = (
        "" if fix else "Decide what tells its rows apart: columns that are unique and never null, or a new identity."
    )
    yield Flaw("it has no primary key", fix, advice)


def _candidate(table: Table) -> tuple[str, ...]:
    """The columns of a unique index that could be the key: whole, and never null."""
    required = {column.name for column in table.columns if column.not_null}
    for index in sorted(table.indexes, key=lambda one: (len(one.keys), one.name)):
        columns = tuple(column for column in index.columns if column is not None)
        if index.unique and index.predicate is None and len(columns) == len(index.keys) and set(columns) <= required:
            return columns
    return ()
