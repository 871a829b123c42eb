"""Two foreign keys that say the same.

What: two constraints of a table refer from the same columns to the same columns; the later by name is reported.
Why: every insert is checked twice, and if their actions differ it is not plain which one holds.
Wrong when: never, beyond the moment of a migration that replaces one by the other.
Source: pg-index-health (duplicated and intersected foreign keys); tbls.

Bad:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint PRIMARY KEY, customer_id bigint NOT NULL,
        CONSTRAINT a FOREIGN KEY (customer_id) REFERENCES customers ON DELETE RESTRICT,
        CONSTRAINT b FOREIGN KEY (customer_id) REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX ON orders (customer_id);

Good:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint PRIMARY KEY, customer_id bigint NOT NULL,
        CONSTRAINT a FOREIGN KEY (customer_id) REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX ON orders (customer_id);
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, quoted
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, constraint_of


@rule.check(Table, level=Level.WARNING, category=Category.KEYS)
def duplicate_foreign_key(_: Subject, table: Table) -> Flaws:
    """A foreign key with the pairs of columns of an earlier one."""
    seen: dict[tuple[Name, frozenset[tuple[str, str]]], Constraint] = {}
    for key in sorted(table.foreign_keys, key=lambda one: one.name):
        if key.reference is None or key.inherited:
            continue
        pairs = frozenset(zip(key.columns, key.reference.columns, strict=True))
        twin = seen.setdefault((key.reference.table, pairs), key)
        if twin is not key:
            fix = ddl("ALTER TABLE {table} DROP CONSTRAINT {name};", table=table.name, name=key.name)
            yield Flaw(f"{quoted(twin.name)} says the same", fix, about=constraint_of(table, key))
