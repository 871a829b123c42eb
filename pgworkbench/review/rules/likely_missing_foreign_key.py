"""A column that is named after a table, and does not refer to it.

What: a column such as `customer_id` has no foreign key, while there is a table `customers` (or `customer`), or one
    whose key has that very name, whose primary key is one column (the tenant's aside) of the same type. Columns with a
    discriminator beside them (`owner_type`) are left out, and so are tables of another schema where a table of the own
    schema fits, and what is kept after its parent: a table that a trigger of the parent fills, or a log of events that
    nobody may update or delete from.
Why: without the constraint, rows come to refer to what is gone, and nobody notices before a join loses them.
Wrong when: the parent is kept elsewhere or deleted first on purpose (an event log), or the reference is to another
    system that happens to have the same name.
Source: SchemaCrawler (weak associations); requirement of every relationship.

Bad:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);

Good:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT);
    CREATE INDEX ON orders (customer_id);
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import foreign_key_name, unused_index_name
from pgworkbench.review.records import is_kept_log, is_written_by
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_REFERRING = re.compile(r"(?P<stem>.+)_(?:id|uuid)")


@rule.check(Column, level=Level.WARNING, category=Category.KEYS)
def likely_missing_foreign_key(subject: Subject, table: Table, column: Column) -> Flaws:
    """A `*_id` column without a foreign key, where there is a table that it could mean."""
    named = _REFERRING.fullmatch(plain(column.name))
    if named is None or column.name in subject.foreign_key_columns(table) or column.generated:
        return
    if any(plain(other.name) == f"{named['stem']}_type" for other in table.columns):
        return
    parent = _parent(subject, table, column, named["stem"])
    if parent is None or parent.primary_key is None:
        return
    if is_written_by(subject, table, parent) or is_kept_log(subject, table):
        return
    keys = parent.primary_key.columns
    columns = tuple(subject.tenant if key == subject.tenant and subject.tenant else column.name for key in keys)
    fix = ddl(
        "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {parent} ({keys})"
        " ON DELETE RESTRICT;",
        table=table.name,
        name=foreign_key_name(subject, table, columns, parent),
        columns=columns,
        parent=parent.name,
        keys=keys,
    )
    if not any(set(index.columns[: len(columns)]) == set(columns) for index in table.indexes if not index.predicate):
        fix += ddl(
            "\nCREATE INDEX {name} ON {table} ({columns});",
            name=unused_index_name(subject, table, columns, "btree"),
            table=table.name,
            columns=columns,
        )
    yield Flaw(f"it is named after {parent.name}, and does not refer to it", fix, details={"parent": str(parent.name)})


def _parent(subject: Subject, table: Table, column: Column, stem: str) -> Table | None:
    """The one table of that name, or else with a key of that name; None if there is none, or more than one."""
    fitting = [other for other in subject.named_after(stem) if _takes(subject, other, table, column)]
    fitting = fitting or [other for other in subject.keyed_by(column.name) if _takes(subject, other, table, column)]
    own = [other for other in fitting if other.name.schema == table.name.schema]
    chosen = own or fitting
    return chosen[0] if len(chosen) == 1 else None


def _takes(subject: Subject, parent: Table, table: Table, column: Column) -> bool:
    """Whether the parent's key is one column of the same type, with the tenant's where both tables have it."""
    key = parent.primary_key
    if key is None:
        return False
    named = [name for name in key.columns if name != subject.tenant or not subject.has_tenant(table)]
    if len(named) != 1 or (parent.name == table.name and named[0] == column.name):
        return False
    return subject.base_type(parent.column(named[0])) == subject.base_type(column)
