"""What a view reads, told from its definition as PostgreSQL prints it (every name qualified)."""

from __future__ import annotations

import re
from functools import cache

from pgworkbench.catalog import Table, TableKind
from pgworkbench.review.ddl import qualified
from pgworkbench.review.subject import Subject

_TRUE = {"security_invoker=true", "security_invoker=on", "security_invoker=1", "security_invoker=yes"}


def is_invoker(view: Table) -> bool:
    """Whether a view reads with the eyes of whoever queries it."""
    return any(option.lower() in _TRUE for option in view.options)


def tables_read(subject: Subject, view: Table) -> tuple[Table, ...]:
    """The tables that a view reads, also through other views (a materialized one answers for itself), by name."""
    found: dict[Table, None] = {}
    queue, seen = [view], {view.name}
    for reader in queue:
        for other in subject.catalog.tables:
            if other.name in seen or not _names(reader, other):
                continue
            seen.add(other.name)
            if other.kind is TableKind.VIEW:
                queue.append(other)
            elif other.kind is not TableKind.MATERIALIZED_VIEW:
                found[other] = None
    return tuple(sorted(found, key=lambda table: table.name))


def _names(reader: Table, other: Table) -> bool:
    """Whether a view's definition has the other's qualified name in it."""
    return reader.definition is not None and _pattern(other).search(reader.definition) is not None


@cache
def _pattern(table: Table) -> re.Pattern[str]:
    return re.compile(rf'(?<![\w$".]){re.escape(qualified(table.name).as_string(None))}(?![\w$"])')
