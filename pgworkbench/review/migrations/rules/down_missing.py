"""A migration that knows no way back.

What: a file has no `-- migrate:down`, or nothing below it.
Why: the release that has to be taken back at night is then taken back by hand. Nobody has tried it before.
Wrong when: the team only ever rolls forward, and says so.
Source: requirement R-MIG-2 (both UP and DOWN); dbmate, Creating Migrations.

Bad:
    -- migrate:up
    CREATE TABLE IF NOT EXISTS carts (id bigint PRIMARY KEY);

Good:
    -- migrate:up
    CREATE TABLE IF NOT EXISTS carts (id bigint PRIMARY KEY);
    -- migrate:down
    DO $$ BEGIN
        IF EXISTS (SELECT FROM carts) THEN CREATE TABLE IF NOT EXISTS carts_kept AS SELECT * FROM carts; END IF;
    END $$;
    DROP TABLE IF EXISTS carts;
"""

from __future__ import annotations

from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.migrations.script import Script
from pgworkbench.review.rule import Category, Flaws


@rule.check(Script, level=Level.WARNING, category=Category.MIGRATIONS)
def down_missing(scripts: tuple[Script, ...], script: Script) -> Flaws:
    """No way down, neither in the file nor in one beside it."""
    twin = script.name.replace(".up.sql", ".down.sql")
    if script.down or script.name.endswith(".down.sql") or any(s.name == twin != script.name for s in scripts):
        return
    if script.up:
        advice = "Write below `-- migrate:down` what takes it back, or what keeps its rows where that loses some."
        yield Flaw("there is no way back", advice=advice)
