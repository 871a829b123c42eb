"""A retention that nothing enforces.

What: the brief gives a table's rows a number of days, weeks, months or years, and neither is the table partitioned, nor
    does a query of the workload or a function delete from it, nor does a cascade reach it.
Why: rows that had to go by law or contract stay, and the table grows for ever; the promise is noticed when somebody
    asks for it.
Wrong when: something outside of the database deletes them; then name its query in the workload.
Source: requirements R-ASK (retention) and R-SUG-3 (archiving of history).

Bad:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
    -- brief: visits.production = 90_000
    -- brief: visits.growth = 0.5
    -- brief: visits.retention = "2 years"
    -- brief: visits.consistency = "eventual"

Good:
    CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
    CREATE FUNCTION forget_visits() RETURNS void LANGUAGE sql
        AS $$ DELETE FROM visits WHERE came_at < now() - interval '2 years' $$;
    -- brief: visits.production = 90_000
    -- brief: visits.growth = 0.5
    -- brief: visits.retention = "2 years"
    -- brief: visits.consistency = "eventual"
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Action, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject
from pgworkbench.review.volumes import table_brief

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|thirty|ninety"
_SPAN = re.compile(rf"\b(?:\d+|{_NUMBERS})[ -](?:hour|day|week|month|year)s?\b", re.IGNORECASE)
_DELETES = re.compile(r"\b(?:delete\s+from|truncate)\b", re.IGNORECASE)


@rule.check(Table, level=Level.WARNING, category=Category.SCALE, needs=[Need.BRIEF])
def retention_not_enforced(subject: Subject, table: Table) -> Flaws:
    """Rows with a last day, and nobody who comes on that day."""
    brief = table_brief(subject, table)
    if brief is None or brief.retention is None or not _SPAN.search(brief.retention):
        return
    if table.partition_key is None and not _is_deleted_from(subject, table):
        message = f'the brief says "{brief.retention}", and nothing deletes its rows'
        yield Flaw(message, advice="Partition it by time, or write the function that deletes what is due.")


def _is_deleted_from(subject: Subject, table: Table) -> bool:
    word = re.compile(rf"(?<!\w){re.escape(table.name.name)}(?!\w)")
    by_function = any(
        _DELETES.search(function.body) and (word.search(function.body) or "execute" in function.body.lower())
        for function in subject.catalog.functions
        if function.extension is None
    )
    cascades = any(
        key.reference is not None and key.reference.on_delete is Action.CASCADE for key in table.foreign_keys
    )
    return by_function or cascades or any(subject.usage.changes(table.name, "delete"))
