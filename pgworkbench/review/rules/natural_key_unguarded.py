"""A natural key that nothing keeps unique.

What: a column whose name says that it tells rows apart (`slug`, `username`, `login`, `sku`, `isbn`, `iban`, or ending
    so) is in no unique constraint or unique index, nor in the primary key. A reference to another table's such column
    is left out.
Why: two rows with the same value get in by a race that no application can exclude, and a look-up returns either.
Wrong when: the table keeps history, and the same value occurs once for each version.
Source: requirement of a unique constraint wherever a natural key exists; PostgreSQL documentation, 5.5.3.

Bad:
    CREATE TABLE articles (id bigint PRIMARY KEY, slug text NOT NULL);

Good:
    CREATE TABLE articles (id bigint PRIMARY KEY, slug text NOT NULL UNIQUE);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, ConstraintKind, Index, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import ends_with_word, mentions
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import constraint_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.KEYS)
def natural_key_unguarded(subject: Subject, table: Table, column: Column) -> Flaws:
    """A column that is named as a key, in no unique index."""
    if column.array or not ends_with_word(column.name, subject.conventions.natural_key_words):
        return
    if column.name in subject.foreign_key_columns(table) or any(_guards(index, column) for index in table.indexes):
        return
    if table.of_kind(ConstraintKind.EXCLUDE) or not subject.base_type(column).startswith(("text", "char", "citext")):
        return
    tenant = (subject.tenant,) if subject.tenant is not None and subject.has_tenant(table) else ()
    columns = (*tenant, column.name)
    mark = subject.conventions.soft_delete_column
    if table.partition_key is not None or any(other.name == mark for other in table.columns):
        yield Flaw("nothing keeps it unique", advice=f"Decide over which rows ({', '.join(columns)}) is unique.")
        return
    fix = ddl(
        "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns});",
        table=table.name,
        name=constraint_name(subject, table, ConstraintKind.UNIQUE, columns),
        columns=columns,
    )
    yield Flaw("nothing keeps it unique", fix)


def _guards(index: Index, column: Column) -> bool:
    return index.unique and any(mentions(key.expression, column.name) for key in index.keys)
