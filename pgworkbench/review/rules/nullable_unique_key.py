"""A unique key of several columns that a null switches off.

What: a unique constraint or index over several columns, some of which may be null, where null is distinct from null
    and the condition does not exclude it. The column that marks soft deletion and the tenant's are left out; so are
    keys all of whose columns may be null (the key as a whole is optional), and columns of which a check says that one
    or the other is filled.
Why: (1, null) and (1, null) are both let in, as often as one likes, so the key guards less than it seems to.
Wrong when: null means "not yet known", and any number of such rows is right.
Source: PostgreSQL documentation, 5.5.3 Unique Constraints (NULLS NOT DISTINCT, since 15).

Bad:
    CREATE TABLE prices (
        id bigint PRIMARY KEY, product bigint NOT NULL, region text,
        UNIQUE (product, region)
    );

Good:
    CREATE TABLE prices (
        id bigint PRIMARY KEY, product bigint NOT NULL, region text,
        UNIQUE NULLS NOT DISTINCT (product, region)
    );
"""

from __future__ import annotations

from pgworkbench.catalog import ConstraintKind, Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.expression import mentions, names_in
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.WARNING, category=Category.KEYS)
def nullable_unique_key(subject: Subject, table: Table, index: Index) -> Flaws:
    """A composite unique index with a column that may be null."""
    if not index.unique or index.primary or index.nulls_not_distinct:
        return
    if len([column for column in index.columns if column != subject.tenant]) == 1:
        return
    ignored = {subject.tenant, subject.conventions.soft_delete_column}
    columns = [name for name in index.columns if name is not None and name not in ignored]
    nullable = tuple(n for n in columns if not table.column(n).not_null and not mentions(index.predicate, n))
    if nullable and len(nullable) < len(columns) and not _is_one_of_several(table, nullable):
        message = f"rows may share it as soon as {' or '.join(nullable)} is null"
        yield Flaw(message, *_mended(subject, table, index), details={"nullable": nullable})


def _is_one_of_several(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether a check ties the columns to others that may be null: one is filled where the other is not."""
    optional = {column.name for column in table.columns if not column.not_null}
    named = [names_in(check.definition) for check in table.of_kind(ConstraintKind.CHECK)]
    return all(any(column in names and len(optional & names) > 1 for names in named) for column in columns)


def _mended(subject: Subject, table: Table, index: Index) -> tuple[str, str]:
    columns = tuple(column for column in index.columns if column is not None)
    if subject.is_key_target(table, columns):
        return "", "Make the columns NOT NULL: foreign keys refer to this key."
    advice = "If null means that there is none, exclude it instead: WHERE … IS NOT NULL."
    if index.constraint is not None:
        template = (
            "ALTER TABLE {table} DROP CONSTRAINT {name};\n"
            "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE NULLS NOT DISTINCT ({columns});"
        )
        return ddl(template, table=table.name, name=index.constraint, columns=columns), advice
    where = printed(f" WHERE {index.predicate}" if index.predicate else "")
    return ddl(
        "DROP INDEX {index};\nCREATE UNIQUE INDEX {name} ON {table} ({keys}) NULLS NOT DISTINCT{where};",
        index=Name(table.name.schema, index.name),
        name=index.name,
        table=table.name,
        keys=printed(", ".join(key.expression for key in index.keys)),
        where=where,
    ), advice
