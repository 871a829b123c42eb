"""Audit records: which trigger functions write what was before a change, and to which tables."""

from __future__ import annotations

import re

from pgworkbench.catalog import Function, Name, Table
from pgworkbench.review.expression import plain
from pgworkbench.review.subject import Subject

_INTO = re.compile(r'\binsert\s+into\s+((?:"(?:[^"]|"")+"|\w+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|\w+))?)', re.IGNORECASE)
_BEFORE = re.compile(r"\bold\b", re.IGNORECASE)
_WHOLE_ROW = re.compile(r"\b(?:to_jsonb|row_to_json|to_json|hstore)\s*\(", re.IGNORECASE)


def record_functions(subject: Subject) -> tuple[Function, ...]:
    """Trigger functions that insert a whole row as it was before."""
    return tuple(
        function
        for function in subject.catalog.functions
        if function.result == "trigger"
        and _INTO.search(function.body)
        and _BEFORE.search(function.body)
        and _WHOLE_ROW.search(function.body)
    )


def recorded_events(subject: Subject, table: Table) -> set[str]:
    """The kinds of change to a table of which a record is written."""
    names = {function.name for function in record_functions(subject)}
    triggers = [t for t in table.triggers if t.timing == "AFTER" and t.enabled != "D" and t.function in names]
    return {event for trigger in triggers for event in trigger.events if not trigger.update_columns}


def is_table_of_records(subject: Subject, table: Table) -> bool:
    """Whether some trigger writes records to it."""
    used = {trigger.function for other in subject.tables for trigger in other.triggers if trigger.timing == "AFTER"}
    writers = [function for function in record_functions(subject) if function.name in used]
    return any(_is_named(table.name, written) for function in writers for written in _INTO.findall(function.body))


def is_written_by(subject: Subject, table: Table, parent: Table) -> bool:
    """Whether a trigger of the parent inserts into a table: its rows are the parent's past, and outlive it."""
    functions = [function for trigger in parent.triggers for function in subject.functions_of(trigger)]
    return any(_is_named(table.name, written) for one in functions for written in _INTO.findall(one.body))


def is_kept_log(subject: Subject, table: Table) -> bool:
    """Whether it is a log by its grants: it says when something happened, others insert, and none may change that."""
    others = {privilege for grant in table.grants if grant.grantee != table.owner for privilege in grant.privileges}
    moments = set(subject.conventions.event_columns)
    says_when = any(plain(column.name) in moments for column in table.columns)
    return says_when and "INSERT" in others and not others & {"UPDATE", "DELETE"}


def _is_named(name: Name, written: str) -> bool:
    """Whether a name as written in a function's body means this table; without a schema, any will do."""
    parts = [part.strip() for part in re.split(r"\s*\.\s*", written)]
    plain = [part[1:-1].replace('""', '"') if part.startswith('"') else part.lower() for part in parts]
    return plain in ([name.schema, name.name], [name.name])
