"""A table that stands alone.

What: in a database of at least three tables with foreign keys between them, a table that neither refers to another nor
    is referred to. What refers to one of several tables (`owner_type` beside `owner_id`), what a trigger of another
    table fills, a log that none may change, and an unlogged table (a step of a load) are left out.
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
from pgworkbench.review.expression import plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.records import is_kept_log, is_written_by
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
    if table.persistence == "u" or _refers_to_several(table) or is_kept_log(subject, table):
        return
    if any(is_written_by(subject, table, other) for other in subject.tables):
        return
    yield Flaw("it neither refers to a table nor is referred to", advice="Add its foreign keys, or drop it.")


def _refers_to_several(table: Table) -> bool:
    names = {plain(column.name) for column in table.columns}
    stems = {name.removesuffix("_type").removesuffix("_kind") for name in names if name.endswith(("_type", "_kind"))}
    return any(f"{stem}_id" in names or f"{stem}_uuid" in names for stem in stems)
