"""An index that the planner does not use.

What: an index is marked invalid: its concurrent build failed, or a partition's part of it was never attached.
Why: every write still maintains it, no query is served, and a unique one may guard nothing.
Wrong when: it is being built at this moment.
Source: PostgreSQL documentation, CREATE INDEX, Building Indexes Concurrently; pg-index-health; squawk.

Bad:
    CREATE TABLE readings (taken_at timestamptz PRIMARY KEY, value bigint NOT NULL) PARTITION BY RANGE (taken_at);
    CREATE TABLE readings_all PARTITION OF readings DEFAULT;
    CREATE INDEX readings_value_btree_idx ON ONLY readings (value);

Good:
    CREATE TABLE readings (taken_at timestamptz PRIMARY KEY, value bigint NOT NULL) PARTITION BY RANGE (taken_at);
    CREATE TABLE readings_all PARTITION OF readings DEFAULT;
    CREATE INDEX readings_value_btree_idx ON readings (value);
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.ERROR, category=Category.INDEXES)
def invalid_index(_: Subject, table: Table, index: Index) -> Flaws:
    """An index that is written to and never read."""
    if index.valid:
        return
    if table.partition_key is None:
        fix = ddl("REINDEX INDEX {index};", index=Name(table.name.schema, index.name))
        yield Flaw("its build was not finished", fix)
        return
    # made anew on the parent, an index takes matching ones of the partitions and makes those that are missing
    whole = index.definition.replace(" ON ONLY ", " ON ", 1)
    fix = ddl(
        "DROP INDEX {index};\n{definition};", index=Name(table.name.schema, index.name), definition=printed(whole)
    )
    yield Flaw("some partitions have no part of it", fix)
