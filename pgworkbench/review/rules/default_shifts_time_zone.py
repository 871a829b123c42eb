"""A default that is off by the offset of a time zone.

What: a timestamptz column whose default takes now() to a time zone (`now() AT TIME ZONE 'utc'`).
Why: AT TIME ZONE makes a timestamp without zone of it, which is then read back in the session's zone: right while
    every session is in UTC, and hours off on the first that is not.
Wrong when: never; timestamptz is kept in UTC as it is.
Source: PostgreSQL documentation, 9.9.4 AT TIME ZONE.

Bad:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));

Good:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL DEFAULT now());
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_SHIFT = re.compile(r"at time zone|timezone\(", re.IGNORECASE)


@rule.check(Column, level=Level.ERROR, category=Category.TYPES)
def default_shifts_time_zone(subject: Subject, table: Table, column: Column) -> Flaws:
    """A timestamptz with AT TIME ZONE in its default."""
    base = subject.base_type(column)
    if not (base.startswith("timestamp") and "with time zone" in base) or column.generated or column.array:
        return
    if len(_SHIFT.findall(column.default or "")) % 2:  # the second of a pair takes the first one back
        fix = ddl("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT now();", table=table.name, column=column.name)
        yield Flaw(f"its default {column.default} is right in one time zone only", fix)
