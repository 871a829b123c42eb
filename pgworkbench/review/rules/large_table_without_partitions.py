"""A table that will be too large for one piece.

What: by the brief a table will have at least fifty million rows within five years (both configurable), it has a
    retention or is written once, and it is not partitioned.
Why: old rows of one heap are deleted one by one, and vacuum follows them for hours; a partition is dropped in
    milliseconds, and its indexes stay small enough for memory.
Wrong when: rows are looked up by key alone and never expire.
Source: requirement R-PERF-5; PostgreSQL documentation, 5.12 Table Partitioning.

Bad:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
    -- brief: visits.production = 90_000_000
    -- brief: visits.growth = 0.5
    -- brief: visits.retention = "as long as the shop"
    -- brief: visits.consistency = "eventual"

Good:
    CREATE TABLE visits (id bigint, came_at timestamptz, PRIMARY KEY (came_at, id)) PARTITION BY RANGE (came_at);
    -- brief: visits.production = 90_000_000
    -- brief: visits.growth = 0.5
    -- brief: visits.retention = "as long as the shop"
    -- brief: visits.consistency = "eventual"
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject
from pgworkbench.review.volumes import rows_ahead, table_brief


@rule.check(Table, level=Level.WARNING, category=Category.SCALE, needs=[Need.BRIEF])
def large_table_without_partitions(subject: Subject, table: Table) -> Flaws:
    """A table of history that the brief makes large, in one heap."""
    brief = table_brief(subject, table)
    if brief is None or table.partition_key is not None:
        return
    rows = rows_ahead(subject, table)
    if rows is None or rows < subject.conventions.large_rows:
        return
    if brief.retention is None and not subject.is_append_only(table):
        return
    advice = "Partition it by the time that its retention and its queries go by."
    message = f"the brief makes it {rows:,.0f} rows in {subject.conventions.horizon_years} years, in one heap"
    yield Flaw(message, advice=advice, details={"rows": round(rows)})
