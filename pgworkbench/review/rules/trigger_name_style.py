"""A trigger whose name does not say what it does.

What: the name is not `{table}_{what}_trigger` (configurable).
Why: triggers fire in the order of their names, and error contexts show them by name alone.
Wrong when: a tool names its triggers itself.
Source: R-NAME.

Bad:
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();

Good:
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
"""

from __future__ import annotations

from pgworkbench.catalog import Table, Trigger
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import filled, fits, snake_case, starred
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Trigger, level=Level.NOTICE, category=Category.NAMES)
def trigger_name_style(subject: Subject, table: Table, trigger: Trigger) -> Flaws:
    """A trigger named otherwise than by template."""
    template = subject.conventions.templates.trigger
    if fits(template, trigger.name, table=table.name.name):
        return
    wanted = filled(starred(template, snake_case(trigger.name)), table=table.name.name)
    fix = ddl("ALTER TRIGGER {old} ON {table} RENAME TO {new};", old=trigger.name, table=table.name, new=wanted)
    yield Flaw(f"its name does not follow {template}", fix, details={"wanted": wanted})
