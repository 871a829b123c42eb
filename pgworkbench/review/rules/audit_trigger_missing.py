"""A time of the last change that nothing keeps.

What: a table has `updated_at` (by convention), and no row trigger before UPDATE whose function sets it.
Why: whoever writes by hand, from a job or from another service forgets it, so it says something that is not so.
Wrong when: it is set by replication, or kept by the only service that can write.
Source: requirement R-AUD-1; PostgreSQL documentation, 37.4 and F.42 (moddatetime).

Bad:
    CREATE TABLE orders (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );

Good:
    CREATE TABLE orders (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
"""

from __future__ import annotations

from pgworkbench.catalog import Name, Table, Trigger
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import mentions
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import filled
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.AUDIT)
def audit_trigger_missing(subject: Subject, table: Table) -> Flaws:
    """A table with the column of the last change, and no trigger that sets it."""
    changed = subject.conventions.updated_column
    if not any(column.name == changed for column in table.columns):
        return
    if any(_keeps(subject, trigger, changed) for trigger in table.triggers):
        return
    made = ""
    function = _usual_function(subject, changed)
    if function is None:
        function = Name(table.name.schema, f"set_{changed}")
        made = ddl(
            "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $function$\n"
            "BEGIN NEW.{changed} := now(); RETURN NEW; END $function$;\n",
            function=function,
            changed=changed,
        )
    fix = ddl(
        "CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        name=filled(subject.conventions.templates.trigger.replace("*", changed), table=table.name.name),
        table=table.name,
        function=function,
    )
    yield Flaw(f"nothing keeps its {changed}", made + fix)


def _keeps(subject: Subject, trigger: Trigger, changed: str) -> bool:
    if trigger.timing != "BEFORE" or "UPDATE" not in trigger.events or not trigger.row_level or trigger.enabled == "D":
        return False
    if mentions(trigger.definition, changed) or f"'{changed}'" in trigger.definition:
        return True  # its name or an argument of it says so
    return any(mentions(function.body, changed) for function in subject.functions_of(trigger))


def _usual_function(subject: Subject, changed: str) -> Name | None:
    """The function without arguments that does it for other tables."""
    for table in subject.tables:
        for trigger in table.triggers:
            if _keeps(subject, trigger, changed) and trigger.definition.endswith("()"):
                return trigger.function
    return None
