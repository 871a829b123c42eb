"""Text that is padded with blanks.

What: a column is of type char(n), and no check says which values, or what pattern of values, there are. Of a foreign
    key only the column that it refers to is reported: the others follow it.
Why: values are padded to n, blanks at the end are ignored in comparisons and kept in others, and nothing is gained: it
    is stored as text with the blanks. It does not keep short values out either.
Wrong when: values are blank-padded by a format that must be kept.
Source: PostgreSQL wiki, Don't Do This, "Don't use char(n)"; squawk ban-char-field; pgrubic; schemalint.

Bad:
    CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);

Good:
    CREATE TABLE countries (code text PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'), name text NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import mentions
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.TYPES)
def fixed_length_char(subject: Subject, table: Table, column: Column) -> Flaws:
    """A char(n)."""
    if not subject.base_type(column).startswith("character(") or column.array or column.generated:
        return
    if column.name in subject.foreign_key_columns(table) or _is_checked(table, column):
        return
    if subject.domain(column) is not None or table.partition_key is not None:
        yield Flaw(f"it is of type {column.type}", advice="Make it text, with a check of its length.")
        return
    fix = ddl("ALTER TABLE {table} ALTER COLUMN {column} TYPE text;", table=table.name, column=column.name)
    yield Flaw(f"it is of type {column.type}", fix, details={"type": column.type})


def _is_checked(table: Table, column: Column) -> bool:
    """Whether a check leaves no short value that blanks would fill up: all its values are as long as they should be."""
    return any(mentions(check.definition, column.name) for check in table.of_kind(ConstraintKind.CHECK))
