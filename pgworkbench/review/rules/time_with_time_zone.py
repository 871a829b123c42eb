"""A time of day with a time zone.

What: a column is of type time with time zone.
Why: an offset without a date means nothing: whether summer time holds is not known. The type is there because the
    standard asks for it.
Wrong when: values of another system must be kept exactly as they came.
Source: PostgreSQL documentation, 8.5.1.2 ("does not appear to be useful"); PostgreSQL wiki, Don't Do This; pgrubic.

Bad:
    CREATE TABLE alarms (id bigint PRIMARY KEY, rings_at timetz NOT NULL);

Good:
    CREATE TABLE alarms (id bigint PRIMARY KEY, rings_at time NOT NULL, time_zone text NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.TYPES)
def time_with_time_zone(subject: Subject, table: Table, column: Column) -> Flaws:
    """A timetz."""
    base = subject.base_type(column)
    if not base.startswith(("time(", "time ")) or "with time zone" not in base or column.array:
        return
    if column.generated or subject.domain(column) is not None:
        return
    fix = ddl("ALTER TABLE {table} ALTER COLUMN {column} TYPE time;", table=table.name, column=column.name)
    yield Flaw("an offset without a date means nothing", fix, "Keep the name of the time zone in a column beside it.")
