"""A moment without its time zone.

What: a column is of type timestamp (or an array or domain of it) without time zone.
Why: it holds what a clock on some wall showed, and not when; two servers, a change to summer time or a new client's
    setting make the same value mean two moments an hour apart.
Wrong when: the wall is the point, as for the hour at which a shop opens every day wherever it stands.
Source: PostgreSQL wiki, Don't Do This, "Don't use timestamp (without time zone)"; squawk prefer-timestamp-tz;
    requirement that time is always with time zone.

Bad:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamp NOT NULL);

Good:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.TYPES)
def timestamp_without_time_zone(subject: Subject, table: Table, column: Column) -> Flaws:
    """A timestamp that does not say in which zone it was read."""
    base = subject.base_type(column)
    if not (base.startswith("timestamp") and "without time zone" in base) or column.generated:
        return
    advice = "Old values are taken for UTC here; say which zone they were written in, if it was another."
    if column.array or subject.domain(column) is not None or table.partition_key is not None:
        yield Flaw(f"it is of type {column.type}", advice="Make it timestamptz: " + advice)
        return
    fix = ddl(
        "ALTER TABLE {table} ALTER COLUMN {column} TYPE timestamptz USING {column} AT TIME ZONE 'UTC';",
        table=table.name,
        column=column.name,
    )
    yield Flaw(f"it is of type {column.type}", fix, advice)
