"""A unique key of several columns that a null switches off.

What: a unique constraint or index over several columns, at least one of which may be null, where null is distinct from
    null and the condition does not exclude it. The column that marks soft deletion and the tenant's are left out.
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
from pgworkbench.review.expression import mentions
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
    if nullable:
        message = f"rows may share it as soon as {' or '.join(nullable)} is null"
        yield Flaw(message, *_mended(subject, table, index), details={"nullable": nullable})


def _mended(subject: Subject, table: Table, index: Index) -> tuple[str, str]:
    columns = tuple(column for column in index.columns if column is not None)
    if subject.is_key_target(table, columns):
        return "", "Make the columns NOT NULL: foreign keys refer to this key."
    if index.constraint is not None and any(c.kind is ConstraintKind.UNIQUE for c in table.constraints):
        template = (
            "ALTER TABLE {table} DROP CONSTRAINT {name};\n"
            "ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE NULLS NOT DISTINCT ({columns});"
        )
        return ddl(template, table=table.name, name=index.constraint, columns=columns), ""
    where = printed(f" WHERE {index.predicate}" if index.predicate else "")
    return ddl(
        "DROP INDEX {index};\nCREATE UNIQUE INDEX {name} ON {table} ({keys}) NULLS NOT DISTINCT{where};",
        index=Name(table.name.schema, index.name),
        name=index.name,
        table=table.name,
        keys=printed(", ".join(key.expression for key in index.keys)),
        where=where,
    ), ""
