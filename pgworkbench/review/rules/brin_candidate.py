"""A large B-tree where a small block-range index would do.

What: a B-tree on one column alone, not unique, of a table that is a gibibyte large or that the brief gives ten million
    rows; the planner's statistics say that rows lie on disk in that column's order; no query that it claims ends at a
    LIMIT.
Why: BRIN keeps one entry for 128 pages: it is a thousand times smaller, stays in memory, and hardly slows inserts.
Wrong when: single rows are looked up by it, or rows are sorted by it: only a B-tree is in order.
Source: PostgreSQL documentation, 65.5 BRIN Indexes; requirement R-PERF (index kinds).

Bad:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
    CREATE INDEX visits_came_at_btree_idx ON visits (came_at);
    INSERT INTO visits SELECT n, timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 2000) AS n;
    ANALYZE visits;
    -- brief: visits.production = 20_000_000
    -- brief: visits.growth = 0
    -- brief: visits.retention = "for ever"
    -- brief: visits.consistency = "strong"

Good:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
    CREATE INDEX visits_came_at_brin_idx ON visits USING brin (came_at);
    INSERT INTO visits SELECT n, timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 2000) AS n;
    ANALYZE visits;
    -- brief: visits.production = 20_000_000
    -- brief: visits.growth = 0
    -- brief: visits.retention = "for ever"
    -- brief: visits.consistency = "strong"
"""

from __future__ import annotations

import re

from psycopg import sql

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.claims import claims_of
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import unused_index_name
from pgworkbench.review.rows import ask
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject
from pgworkbench.review.volumes import rows_ahead

_LARGE_BYTES, _LARGE_ROWS = 2**30, 10_000_000
_IN_ORDER = 0.99
_TYPES = {"timestamptz", "timestamp", "date", "int8", "int4"}
_LIMIT = re.compile(r"\blimit\b", re.IGNORECASE)
_CORRELATION = sql.SQL(
    "SELECT correlation FROM pg_catalog.pg_stats WHERE schemaname = %s AND tablename = %s AND attname = %s"
)


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES, needs=[Need.ROWS])
def brin_candidate(subject: Subject, table: Table, index: Index) -> Flaws:
    """A B-tree that only says what the order of the rows says already."""
    if index.method != "btree" or index.unique or index.include or index.predicate or len(index.keys) > 1:
        return
    column = index.columns[0]
    if column is None or table.column(column).type_name.name not in _TYPES or not _is_large(subject, table):
        return
    claimed = set(claims_of(subject, table, index))
    queries = subject.workload.queries if subject.workload else ()
    if any(query.name in claimed and _LIMIT.search(query.sql) for query in queries):
        return
    if any(key.columns[0] == column for key in table.foreign_keys):
        return
    found = ask(subject, _CORRELATION, [table.name.schema, table.name.name, column])
    if found and found[0][0] is not None and abs(found[0][0]) >= _IN_ORDER:
        name = unused_index_name(subject, table, [column], "brin")
        fix = ddl("CREATE INDEX {name} ON {table} USING brin ({column});", name=name, table=table.name, column=column)
        message = f"the rows lie in the order of {column} ({found[0][0]:.3f}): a block-range index would be tiny"
        yield Flaw(message, advice=f"Measure it with `bench`, then: {fix}", details={"correlation": found[0][0]})


def _is_large(subject: Subject, table: Table) -> bool:
    return table.bytes >= _LARGE_BYTES or (rows_ahead(subject, table) or 0) >= _LARGE_ROWS
