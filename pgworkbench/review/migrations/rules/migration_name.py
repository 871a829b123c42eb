"""A migration whose name does not say when and what.

What: a file is not called `YYYYMMDDHHMMSS_what_it_does.sql` with a time that a calendar has, or another file has the
    same time.
Why: the time decides the order in which files run, everywhere and for ever; two with one time run in one order here
    and in another there, or one of them not at all.
Wrong when: another tool with another form runs them (Flyway, golang-migrate).
Source: requirement R-MIG-1; dbmate, Creating Migrations.

Bad:
    -- file: 20261399093000_add_carts.sql
    -- migrate:up
    SELECT 1;
    -- migrate:down
    SELECT 1;

Good:
    -- file: 20261130093000_add_carts.sql
    -- migrate:up
    SELECT 1;
    -- migrate:down
    SELECT 1;
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.migrations.script import Script
from pgworkbench.review.rule import Category, Flaws

_NAME = re.compile(r"(\d{14})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql")
_OTHER_TOOLS = re.compile(r"[VUR]\d*(?:[._]\d+)*__.+\.sql|.+\.(?:up|down)\.sql")


@rule.check(Script, level=Level.NOTICE, category=Category.MIGRATIONS)
def migration_name(scripts: tuple[Script, ...], script: Script) -> Flaws:
    """A name of no form, an impossible time, or one time twice."""
    if _OTHER_TOOLS.fullmatch(script.name):
        return
    found = _NAME.fullmatch(script.name)
    if found is None or not _is_a_time(found[1]):
        advice = "Call it by its time in UTC and what it does."
        yield Flaw("expected a name like 20260106093000_create_users.sql", advice=advice)
    elif twins := [s.name for s in scripts if s.name != script.name and s.name.startswith(found[1])]:
        yield Flaw(f"{', '.join(twins)} has the same time", advice="Give the one that runs later a later time.")


def _is_a_time(digits: str) -> bool:
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC).year > 0
    except ValueError:
        return False
