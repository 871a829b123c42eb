"""An index that no query of the workload could use.

What: queries name the table, and none of them names the column that the index begins with (after the tenant); it is
    not unique, supports no foreign key and claims no query.
Why: every insert and many updates pay for it, and no read is the faster for it.
Wrong when: the workload is not complete: reports, jobs and policies read, too.
Source: pg-index-health (unused indexes), from the workload instead of the statistics; requirement R-CHK-2.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL, note text);
    CREATE INDEX orders_note_btree_idx ON orders (note);
    -- query 90/h orders_by_day: SELECT id FROM orders WHERE placed_on = :day

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL, note text);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on);
    -- query 90/h orders_by_day: SELECT id FROM orders WHERE placed_on = :day
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.claims import claims_of
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import names_in
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.reading import tables_read
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES, needs=[Need.WORKLOAD])
def index_unused_by_workload(subject: Subject, table: Table, index: Index) -> Flaws:
    """An index that begins with what nobody asks for."""
    if index.unique or index.constraint is not None or claims_of(subject, table, index):
        return
    uses = subject.usage.of(table.name)
    led_by = _leader(subject, index)
    supports = any({*index.columns[: len(key.columns)]} == {*key.columns} for key in table.foreign_keys)
    if not uses or supports or led_by & _in_policies(table) or _is_read_through_view(subject, table):
        return
    if not any(led_by & use.columns for use in uses):
        fix = ddl("DROP INDEX {index};", index=Name(table.name.schema, index.name))
        yield Flaw(f"none of the {len(uses)} queries on {table.name} asks for {', '.join(sorted(led_by))}", fix)


def _leader(subject: Subject, index: Index) -> frozenset[str]:
    """The columns of the first key that is not the tenant's."""
    keys = [key for key in index.keys if key.column is None or key.column != subject.tenant] or list(index.keys)
    first = keys[0]
    return names_in(first.expression) if first.column is None else frozenset({first.column})


def _in_policies(table: Table) -> frozenset[str]:
    return frozenset().union(*(names_in(f"{policy.using or ''} {policy.check or ''}") for policy in table.policies))


def _is_read_through_view(subject: Subject, table: Table) -> bool:
    return any(subject.usage.of(view.name) and table in tables_read(subject, view) for view in subject.views)
