"""A foreign key whose column has another type than its target.

What: a referring column and the column it refers to differ in type, or in length or precision. Domains are followed to
    what they are made of; text that refers to varchar(n) is let be.
Why: every join and every check casts, an index may not be used, and values of the wider side do not fit the narrower:
    an int4 that refers to a bigint fails on the day the parent passes 2,147,483,647.
Wrong when: never in a new design.
Source: pg-index-health (foreign keys with mismatched types); SchemaCrawler (column types differ).

Bad:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint PRIMARY KEY,
        customer_id integer NOT NULL REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id);

Good:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint PRIMARY KEY,
        customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id);
"""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog import Column, Constraint, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed, quoted
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_TEXT = ("text", "character varying")


@rule.check(Constraint, level=Level.ERROR, category=Category.KEYS)
def foreign_key_type_mismatch(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A foreign key with a pair of columns of different types."""
    pairs = [pair for pair in _pairs(subject, table, constraint) if _differ(subject, *pair)]
    if not pairs:
        return
    told = ", ".join(f"{quoted(own.name)} is {own.type}, its target {far.type}" for own, far in pairs)
    statements = [
        ddl(
            "ALTER TABLE {table} ALTER COLUMN {column} TYPE {type};",
            table=table.name,
            column=own.name,
            type=printed(far.type),
        )
        for own, far in pairs
    ]
    yield Flaw(told, "\n".join(statements), details={"columns": tuple(own.name for own, _ in pairs)})


def _pairs(subject: Subject, table: Table, constraint: Constraint) -> Iterator[tuple[Column, Column]]:
    target = subject.target(constraint)
    if target is not None and constraint.reference is not None:
        for own, far in zip(constraint.columns, constraint.reference.columns, strict=True):
            yield table.column(own), target.column(far)


def _differ(subject: Subject, own: Column, far: Column) -> bool:
    mine, theirs = subject.base_type(own), subject.base_type(far)
    return mine != theirs and not (mine in _TEXT and theirs.startswith(_TEXT))
