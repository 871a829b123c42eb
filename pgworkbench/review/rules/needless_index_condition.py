"""A condition that every row meets.

What: a partial index's condition is that a column is not null, and the column never is.
Why: it leaves nothing out, and a query that does not repeat the condition may not use the index.
Wrong when: the column is about to lose its NOT NULL.
Source: pg-index-health (indexes with needless WHERE on NOT NULL columns).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on) WHERE placed_on IS NOT NULL;

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on);
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed, quoted
from pgworkbench.review.expression import without_parentheses
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES)
def needless_index_condition(_: Subject, table: Table, index: Index) -> Flaws:
    """`WHERE column IS NOT NULL` over a column that is NOT NULL."""
    if index.predicate is None:
        return
    condition = without_parentheses(index.predicate)
    required = [column.name for column in table.columns if column.not_null]
    if any(condition == f"{quoted(name)} IS NOT NULL" for name in required):
        bare = index.definition.rpartition(" WHERE ")[0]
        fix = ddl(
            "DROP INDEX {index};\n{definition};", index=Name(table.name.schema, index.name), definition=printed(bare)
        )
        yield Flaw(f"every row meets its condition ({condition})", fix)
