"""An index over a column that is changed all the time.

What: the workload updates a column at least a thousand times an hour (configurable), and an index has it as a key, in
    an expression or beside its keys; the queries that the index claims to serve are not called as often. What stands in
    its condition alone is let be: that is how a queue works.
Why: an update of an indexed column writes a new entry into every index of the table, and leaves a dead one in each;
    without that index it would stay on its page (heap-only tuple) and cost one write.
Wrong when: a read that matters needs the index; then compare them with `bench`, and keep it knowingly.
Source: PostgreSQL documentation, 65.7 Heap-Only Tuples.

Bad:
    CREATE TABLE carts (id bigint PRIMARY KEY, seen_at timestamptz NOT NULL);
    CREATE INDEX carts_seen_at_btree_idx ON carts (seen_at);
    -- query 9000/h keep_cart: UPDATE carts SET seen_at = now() WHERE id = :id

Good:
    CREATE TABLE carts (id bigint PRIMARY KEY, seen_at timestamptz NOT NULL);
    CREATE INDEX carts_seen_at_brin_idx ON carts USING brin (seen_at);
    -- query 9000/h keep_cart: UPDATE carts SET seen_at = now() WHERE id = :id
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.claims import claims_of
from pgworkbench.review.expression import names_in
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES, needs=[Need.WORKLOAD])
def index_blocks_hot(subject: Subject, table: Table, index: Index) -> Flaws:
    """Frequent updates of what an index holds; a block-range index does not stand in their way."""
    if index.method == "brin":
        return
    held = {column for column in index.columns if column} | set(index.include)
    held |= {name for key in index.keys if key.column is None for name in names_in(key.expression)}
    known = {use.query.name: use.per_hour for use in subject.usage.uses}
    reads = sum(known.get(name, 0) for name in claims_of(subject, table, index))
    rates: dict[str, float] = {}
    for use, change in subject.usage.changes(table.name, "update"):
        for column in change.sets & held:
            rates[column] = rates.get(column, 0) + use.per_hour
    hot = {column: rate for column, rate in rates.items() if rate >= max(subject.conventions.frequent_per_hour, reads)}
    if hot:
        told = ", ".join(f"{column} {rate:,.0f} times" for column, rate in sorted(hot.items()))
        advice = "Measure what it is worth to its readers; a narrower condition, or BRIN, may do."
        yield Flaw(f"the workload changes {told} an hour, each time in this index too", advice=advice)
