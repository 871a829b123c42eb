"""Two tables for one thing.

What: the primary key of a table is wholly a foreign key to the primary key of another, each row of the one has its row
    of the other (a thousand at least, configurable), both are granted to the same roles, and no column of the smaller
    is a document, a long text, or a version: a half that many write at once stands apart for good reason.
Why: whoever reads one reads the other: each read is a join, each insert two, and nothing makes sure
    that both are there.
Wrong when: one half changes far more often than the other, or is not everybody's to read; then say so in a comment.
Source: SchemaCrawler; S. Ambler, Agile Database Techniques, "Merge Tables".

Bad:
    CREATE TABLE people (id bigint PRIMARY KEY, given_name text);
    CREATE TABLE people_details (
        person_id bigint PRIMARY KEY REFERENCES people ON DELETE RESTRICT, born_on date
    );
    INSERT INTO people SELECT n FROM generate_series(1, 1000) AS n;
    INSERT INTO people_details SELECT n FROM generate_series(1, 1000) AS n;

Good:
    CREATE TABLE people (id bigint PRIMARY KEY, given_name text);
    CREATE TABLE people_details (
        person_id bigint PRIMARY KEY REFERENCES people ON DELETE RESTRICT, born_on date
    );
    INSERT INTO people SELECT n FROM generate_series(1, 1000) AS n;
    INSERT INTO people_details SELECT n FROM generate_series(1, 100) AS n;
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rows import count
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject

_WIDE = {"json", "jsonb", "bytea", "xml", "tsvector"}


@rule.check(Table, level=Level.NOTICE, category=Category.DESIGN, needs=[Need.ROWS])
def one_to_one_split(subject: Subject, table: Table) -> Flaws:
    """A half that is always there."""
    parent = _other_half(subject, table)
    if parent is None or set(parent.grants) != set(table.grants) or _is_wide(table) or table.comment or parent.comment:
        return
    if _is_written_on_its_own(subject, table):
        return
    rows = count(subject, table)
    if rows is not None and rows >= subject.conventions.fewest_rows and rows == count(subject, parent):
        message = f"each row of {parent.name} has its row here, and whoever reads one may read the other"
        yield Flaw(message, advice=f"Move its columns to {parent.name}, or say in a comment why they stand apart.")


def _other_half(subject: Subject, table: Table) -> Table | None:
    if table.primary_key is None:
        return None
    for key in table.foreign_keys:
        parent = subject.target(key)
        if parent is None or parent.name == table.name or parent.primary_key is None or key.reference is None:
            continue
        whole = set(key.columns) == set(table.primary_key.columns)
        if whole and set(key.reference.columns) == set(parent.primary_key.columns):
            return parent
    return None


def _is_wide(table: Table) -> bool:
    return any(column.type_name.name in _WIDE for column in table.columns)


def _is_written_on_its_own(subject: Subject, table: Table) -> bool:
    return any(column.name in subject.conventions.version_columns for column in table.columns)
