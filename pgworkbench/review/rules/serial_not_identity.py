"""A serial where an identity column says more.

What: a column takes its default from a sequence that it owns, as serial makes it.
Why: the sequence has grants of its own that are forgotten, a copied table shares it, and any INSERT may write its own
    number past it. An identity column has none of this, and is the standard's.
Wrong when: the sequence is shared by several tables on purpose (then no column should own it).
Source: PostgreSQL wiki, Don't Do This, "Don't use serial"; squawk prefer-identity; pgrubic TP007.

Bad:
    CREATE TABLE orders (id bigserial PRIMARY KEY);

Good:
    CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, qualified, text
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.NOTICE, category=Category.TYPES)
def serial_not_identity(subject: Subject, table: Table, column: Column) -> Flaws:
    """A column whose default is the next number of a sequence of its own."""
    if not (column.default or "").startswith("nextval("):
        return
    own = next((s for s in subject.catalog.sequences if s.column == (table.name, column.name) and not s.identity), None)
    if own is None:
        return
    if table.partition_key is not None or not column.not_null:
        yield Flaw("it is a serial", advice="Make it an identity column (NOT NULL; in a partitioned table since 17).")
        return
    fix = ddl(
        "ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT;\n"
        "DROP SEQUENCE {sequence};\n"
        "ALTER TABLE {table} ALTER COLUMN {column} ADD GENERATED ALWAYS AS IDENTITY;\n"
        "SELECT setval(pg_get_serial_sequence({shown}, {label}), coalesce(max({column}), 0) + 1, false) FROM {table};",
        table=table.name,
        column=column.name,
        sequence=own.name,
        shown=text(qualified(table.name).as_string(None)),
        label=text(column.name),
    )
    yield Flaw("it is a serial", fix)
