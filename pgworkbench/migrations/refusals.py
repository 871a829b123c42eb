"""What cannot be turned into a migration, each by name, with what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pgworkbench.catalog.model import Cast, Catalog, Operator, Other, TableKind
from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.compare import Comparison
from pgworkbench.migrations.kinds.tables import Outline

_BY_HAND = {
    "operators": "operator",
    "casts": "cast",
    "collations": "collation",
    "event_triggers": "event trigger",
    "publications": "publication",
    "foreign_wrappers": "foreign-data wrapper",
    "foreign_servers": "foreign server",
    "others": "",
}


def refusals(found: Comparison, before: Catalog, after: Catalog) -> tuple[str, ...]:
    """Why this difference cannot be made; empty if it can."""
    return tuple(sorted({*_tables(found), *_functions(found), *_foreign(found, before, after)}))


def _tables(found: Comparison) -> Iterator[str]:
    for address in found.rebuilt:
        if address.kind is Kind.TABLE:
            was, now = found.was[address].value.table, found.now[address].value.table
            yield f"{address}: {_table_change(was.kind, now.kind)}; make a new table, move the rows, and drop this one"
    for address in found.dropped & {a for a in found.was if a.kind is Kind.SCHEMA}:
        if address.path == ("public",):
            yield "schema public: it cannot be dropped by a migration; leave it, empty"


def _table_change(was: TableKind, now: TableKind) -> str:
    if was is not now:
        return f"a {was.name.lower()} table cannot become a {now.name.lower()} table in place"
    return "its partition key, row type or server cannot change in place"


def _functions(found: Comparison) -> Iterator[str]:
    for address in (found.created | found.altered | found.rebuilt | found.dropped) - found.gone | found.rebuilt:
        part = found.now.get(address) or found.was.get(address)
        if address.kind is Kind.FUNCTION and part is not None and part.value.definition is None:
            yield f"{address}: aggregates are not supported yet; write this migration by hand"


def _foreign(found: Comparison, before: Catalog, after: Catalog) -> Iterator[str]:
    for kind in _BY_HAND:
        was, now = set(getattr(before, kind)), set(getattr(after, kind))
        for value in sorted(was ^ now, key=str):
            if value.extension is None:
                yield f"{_called(kind, value)}: not supported yet; write this migration by hand"
    for address in found.created | found.altered | found.dropped:
        part = found.now.get(address) or found.was.get(address)
        if part is None or not isinstance(part.value, Outline):
            continue
        if part.value.table.kind is TableKind.FOREIGN:
            yield f"{address}: foreign tables are not supported yet; write this migration by hand"
        elif part.value.table.of_type is not None:
            yield f"{address}: typed tables are not supported yet; write this migration by hand"


def _called(kind: str, value: Any) -> str:
    if isinstance(value, Cast):
        return f"cast of {value.source} to {value.target}"
    if isinstance(value, Operator):
        return f"operator {value.name} ({value.left or 'none'}, {value.right})"
    return f"{value.kind if isinstance(value, Other) else _BY_HAND[kind]} {value.name}"
