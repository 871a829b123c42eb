"""A table that stands alone.

What: in a database of at least three tables with foreign keys between them, a table that neither refers to another nor
    is referred to.
Why: it is either forgotten, or its foreign keys are.
Wrong when: it holds settings, records or messages that refer to nothing on purpose.
Source: pg-index-health (tables not linked to others); tbls.

Bad:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT);
    CREATE INDEX ON orders (customer_id);
    CREATE TABLE fruit (id bigint PRIMARY KEY, colour text NOT NULL);

Good:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT);
    CREATE INDEX ON orders (customer_id);
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_LEAST = 3


@rule.check(Table, level=Level.NOTICE, category=Category.DESIGN)
def isolated_table(subject: Subject, table: Table) -> Flaws:
    """A table without foreign keys, in or out, where others have them."""
    if table.foreign_keys or subject.is_referred_to(table) or table.inherits or table.partition_key is not None:
        return
    if len(subject.tables) < _LEAST or not subject.has_foreign_keys or subject.is_inherited(table):
        return
    yield Flaw("it neither refers to a table nor is referred to", advice="Add its foreign keys, or drop it.")
