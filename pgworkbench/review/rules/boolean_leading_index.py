"""An index that begins with a yes or no.

What: the first key (after the tenant's) of a plain index is a boolean, and the index has no condition.
Why: it halves the table at best, so the planner reads the table instead; the rare half is what is looked for, and a
    condition keeps only that half in the index.
Wrong when: both values are asked for, each with an order that the other keys give.
Source: PostgreSQL documentation, 11.8 Partial Indexes; pg-index-health (indexes with a boolean).

Bad:
    CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL, due_on date NOT NULL);
    CREATE INDEX tasks_done_due_on_btree_idx ON tasks (done, due_on);

Good:
    CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL, due_on date NOT NULL);
    CREATE INDEX tasks_due_on_btree_idx ON tasks (due_on) WHERE NOT done;
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import quoted
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES)
def boolean_leading_index(subject: Subject, table: Table, index: Index) -> Flaws:
    """A plain B-tree whose first telling key has two values."""
    if index.unique or index.predicate is not None or index.method != "btree":
        return
    first = next((name for name in index.columns if name != subject.tenant), None)
    if first is None or subject.base_type(table.column(first)) != "boolean":
        return
    advice = (
        f"Leave {quoted(first)} out of the keys, and add WHERE {quoted(first)} (or WHERE NOT …) for the rarer value."
    )
    yield Flaw(f"it begins with {quoted(first)}, which has two values", advice=advice)
