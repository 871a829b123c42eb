"""A counter that many writers wait for.

What: the workload raises a column by what it was (`n = n + 1`) at least once a second (configurable), and the brief
    does not give the table more rows than that in an hour.
Why: whoever changes a row holds it until its transaction ends, and all others that want the same row queue behind it;
    the longer the transactions around it, the fewer a second get through. Each change also leaves a dead row.
Wrong when: the changes are spread over many rows, so that two rarely meet; say so in a comment.
Source: PostgreSQL documentation, 13.3.2 Row-Level Locks; M. Fowler, "LMAX" (single writer).

Bad:
    CREATE TABLE songs (id bigint PRIMARY KEY, plays bigint NOT NULL DEFAULT 0);
    -- query 90000/h count_play: UPDATE songs SET plays = plays + 1 WHERE id = :id

Good:
    CREATE TABLE songs (id bigint PRIMARY KEY);
    CREATE TABLE song_plays (
        song_id bigint REFERENCES songs ON DELETE RESTRICT, played_at timestamptz, PRIMARY KEY (song_id, played_at)
    );
    -- query 90000/h count_play: INSERT INTO song_plays (song_id, played_at) VALUES (:id, now())
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject, column_of
from pgworkbench.review.volumes import table_brief


@rule.check(Table, level=Level.WARNING, category=Category.SCALE, needs=[Need.WORKLOAD])
def counter_fought_over(subject: Subject, table: Table) -> Flaws:
    """A column that is raised again and again."""
    conventions = subject.conventions
    rates: dict[str, float] = {}
    for use, change in subject.usage.changes(table.name, "update"):
        for column in change.relative - set(conventions.version_columns):
            rates[column] = rates.get(column, 0) + use.per_hour
    brief = table_brief(subject, table)
    rows = brief.production or 0 if brief is not None else 0  # spread over more rows than that, writers rarely meet
    for column, rate in sorted(rates.items()):
        if (
            rate >= rows
            and rate >= conventions.fought_over_per_hour
            and any(each.name == column for each in table.columns)
        ):
            message = f"it is raised {rate:,.0f} times an hour, each time under a lock on its row"
            advice = "Append what happened and sum it up from time to time, or spread the count over several rows."
            yield Flaw(message, advice=advice, about=column_of(table, column))
