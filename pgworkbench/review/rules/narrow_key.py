"""A key of two thousand million numbers, by default and not by reckoning.

What: a primary key is an integer that numbers itself (identity or serial), and no brief says how many rows there will
    be.
Why: rows that are deleted and inserts that fail use up numbers, too; on the day they end every insert fails, and the
    change to bigint rewrites the table under an exclusive lock. bigint costs four bytes a row.
Wrong when: the table is a short list and stays one.
Source: squawk prefer-bigint-over-int; pgrubic TP009.

Bad:
    CREATE TABLE visits (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

Good:
    CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
"""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, column_of
from pgworkbench.review.volumes import table_brief


@rule.check(Table, level=Level.NOTICE, category=Category.SCALE)
def narrow_key(subject: Subject, table: Table) -> Flaws:
    """An integer key, where nobody has reckoned."""
    if table.primary_key is None or table_brief(subject, table) is not None:
        return
    for name in table.primary_key.columns:
        column = table.column(name)
        numbers_itself = column.identity or (column.default or "").startswith("nextval(")
        if numbers_itself and subject.base_type(column) == "integer" and name not in subject.foreign_key_columns(table):
            widened = ((table, name), *_referring(subject, table, name))
            fix = "\n".join(
                ddl("ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint;", table=own.name, column=column)
                for own, column in widened
            )
            yield Flaw("its numbers end at 2,147,483,647", fix, about=column_of(table, name))


def _referring(subject: Subject, table: Table, column: str) -> Iterator[tuple[Table, str]]:
    """The columns that refer to one, and those that refer to them: they take its type."""
    seen, waiting = {(table.name, column)}, [(table, column)]
    for target, wanted in waiting:
        for other, key in subject.catalog.references_to(target.name):
            pairs = zip(key.columns, key.reference.columns if key.reference else (), strict=True)
            for own, far in pairs:
                if far == wanted and (other.name, own) not in seen:
                    seen.add((other.name, own))
                    waiting.append((other, own))
                    yield other, own
