"""A trigger that was switched off and forgotten.

What: a trigger is disabled.
Why: somebody switched it off for a load; since then nothing keeps what it kept, and nothing says so.
Wrong when: it is switched on for some hours only, by a job.
Source: PostgreSQL documentation, ALTER TABLE, DISABLE TRIGGER.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE TRIGGER guard BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
    ALTER TABLE orders DISABLE TRIGGER guard;

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE TRIGGER guard BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
"""

from __future__ import annotations

from pgworkbench.catalog import Table, Trigger
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Trigger, level=Level.WARNING, category=Category.DESIGN)
def trigger_disabled(_: Subject, table: Table, trigger: Trigger) -> Flaws:
    """A trigger that does not fire."""
    if trigger.enabled == "D":
        fix = ddl("ALTER TABLE {table} ENABLE TRIGGER {name};", table=table.name, name=trigger.name)
        yield Flaw("it is switched off", fix, "Check the rows that came meanwhile.")
