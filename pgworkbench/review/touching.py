"""The trigger that keeps the time of the last change: whether a table has one, and the SQL that gives it one."""

from __future__ import annotations

from pgworkbench.catalog import Name, Table, Trigger
from pgworkbench.review.ddl import ddl, text
from pgworkbench.review.expression import mentions
from pgworkbench.review.names import trigger_name
from pgworkbench.review.subject import Subject

_MADE = """CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN NEW.{changed} := now(); RETURN NEW; END $function$;
COMMENT ON FUNCTION {function}() IS {comment};
"""  # again for each table that asks for it: the first makes it, the others change nothing


def keeps(subject: Subject, trigger: Trigger, changed: str) -> bool:
    """Whether a trigger sets the column of the last change."""
    if trigger.timing != "BEFORE" or "UPDATE" not in trigger.events or not trigger.row_level or trigger.enabled == "D":
        return False
    if mentions(trigger.definition, changed) or f"'{changed}'" in trigger.definition:
        return True  # its name or an argument of it says so
    return any(mentions(function.body, changed) for function in subject.functions_of(trigger))


def keeping(subject: Subject, table: Table, changed: str) -> str:
    """The trigger for a table, after the function that it calls if no other table has one."""
    made, function = "", _usual_function(subject, changed)
    if function is None:
        function = _free_name(subject, Name(table.name.schema, f"set_{changed}"))
        comment = text(f"Keeps {changed}: when the row last changed.")
        made = ddl(_MADE, function=function, changed=changed, comment=comment)
    return made + ddl(
        "CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        name=trigger_name(subject, table, changed),
        table=table.name,
        function=function,
    )


def _usual_function(subject: Subject, changed: str) -> Name | None:
    """The function without arguments that does it for other tables."""
    for table in subject.tables:
        for trigger in table.triggers:
            if keeps(subject, trigger, changed) and trigger.definition.endswith("()"):
                return trigger.function
    return None


def _free_name(subject: Subject, name: Name) -> Name:
    """The name, or one beside it: a function that does something else must not be replaced."""
    taken = {function.name for function in subject.catalog.functions}
    while name in taken:
        name = Name(name.schema, f"{name.name}_now")
    return name
