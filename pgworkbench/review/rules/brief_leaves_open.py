"""A table of which the brief does not say how large, how long or how strict.

What: the brief has no entry for a table, or none for its rows in production, their growth, their retention or the
    consistency that they need. Tables of a fixed number of rows are asked for nothing else.
Why: without these nobody can say whether it needs partitions, an archive or another index; the answers are cheap now.
Wrong when: never: "nobody knows yet" is an answer too, and can be written down.
Source: requirement R-ASK (volumes and growth, consistency, retention by law or contract).

Bad:
    CREATE TABLE visits (id bigint PRIMARY KEY);
    -- brief: visits.production = 40_000

Good:
    CREATE TABLE visits (id bigint PRIMARY KEY);
    -- brief: visits.production = 40_000
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
from pgworkbench.review.volumes import table_brief

_QUESTIONS = {
    "production": "How many rows will it have in production after the first year?",
    "growth": "By which share will it grow each year?",
    "retention": "How long must or may its rows be kept, by law or contract, and what happens then?",
    "consistency": "Must a read see the last write at once (strong), or may it lag (eventual)?",
}


@rule.check(Table, level=Level.NOTICE, category=Category.SCALE, needs=[Need.BRIEF])
def brief_leaves_open(subject: Subject, table: Table) -> Flaws:
    """A table about which the designer has to be asked."""
    brief = table_brief(subject, table)
    if brief is not None and brief.fixed:
        return
    open_ = tuple(name for name in _QUESTIONS if brief is None or getattr(brief, name) is None)
    if open_:
        advice = " ".join(_QUESTIONS[name] for name in open_)
        yield Flaw(f"the brief does not give its {', '.join(open_)}", advice=advice, details={"open": open_})
