"""A foreign key of several columns that is not checked when one of them is null.

What: two or more of the columns may be null (or the tenant's may be), MATCH SIMPLE holds, and no check constraint ties
    them together. One nullable column beside columns that never are is how an optional reference is written.
Why: with MATCH SIMPLE a row with one null half is not checked at all, so its other half may refer to nothing.
Wrong when: a half that is filled has a meaning of its own.
Source: PostgreSQL documentation, CREATE TABLE, MATCH; pg-index-health.

Bad:
    CREATE TABLE shelves (warehouse bigint, number bigint, PRIMARY KEY (warehouse, number));
    CREATE TABLE parcels (
        id bigint PRIMARY KEY, warehouse bigint, shelf bigint,
        FOREIGN KEY (warehouse, shelf) REFERENCES shelves ON DELETE RESTRICT
    );
    CREATE INDEX ON parcels (warehouse, shelf);

Good:
    CREATE TABLE shelves (warehouse bigint, number bigint, PRIMARY KEY (warehouse, number));
    CREATE TABLE parcels (
        id bigint PRIMARY KEY, warehouse bigint, shelf bigint,
        FOREIGN KEY (warehouse, shelf) REFERENCES shelves MATCH FULL ON DELETE RESTRICT
    );
    CREATE INDEX ON parcels (warehouse, shelf);
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.expression import names_in
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import constraint_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Constraint, level=Level.WARNING, category=Category.KEYS)
def foreign_key_with_hole(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A composite foreign key that a null half switches off."""
    if constraint.reference is None or constraint.reference.match_full or len(constraint.columns) == 1:
        return
    nullable = tuple(name for name in constraint.columns if not table.column(name).not_null)
    is_optional = len(nullable) == 1 and nullable[0] != subject.tenant
    if not nullable or is_optional or _are_tied(table, nullable):
        return
    fix = ddl(
        "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (num_nulls({columns}) IN (0, {count}));",
        table=table.name,
        name=constraint_name(subject, table, ConstraintKind.CHECK, nullable),
        columns=nullable,
        count=printed(str(len(nullable))),
    )
    if len(nullable) == 1:
        fix = ddl("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;", table=table.name, column=nullable[0])
    yield Flaw(f"a row is not checked when one of {', '.join(nullable)} is null", fix, details={"nullable": nullable})


def _are_tied(table: Table, columns: tuple[str, ...]) -> bool:
    checks = table.of_kind(ConstraintKind.CHECK)
    return any(set(columns) <= names_in(check.definition) for check in checks)
