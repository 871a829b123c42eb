"""A yes or no that may be neither.

What: a boolean column may be null.
Why: neither WHERE flag nor WHERE NOT flag finds the row, so it is in no list; and what null means is in nobody's
    notes.
Wrong when: not yet answered is a third answer that the business knows.
Source: PostgreSQL documentation, 8.6 Boolean Type (unknown); pg-index-health; tbls.

Bad:
    CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean DEFAULT false);

Good:
    CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL DEFAULT false);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.NOTICE, category=Category.TYPES)
def nullable_boolean(subject: Subject, table: Table, column: Column) -> Flaws:
    """A boolean without NOT NULL."""
    domain = subject.domain(column)
    if subject.base_type(column) != "boolean" or column.not_null or column.generated or (domain and domain.not_null):
        return
    if column.default not in {"true", "false"}:
        yield Flaw("it may be null", advice="Decide what null means, give it a default, and make it NOT NULL.")
        return
    fix = ddl(
        "UPDATE {table} SET {column} = {default} WHERE {column} IS NULL;\n"
        "ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;",
        table=table.name,
        column=column.name,
        default=printed(column.default),
    )
    yield Flaw("it may be null", fix)
