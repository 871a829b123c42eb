"""Columns of a composite type whose attributes come, go or change places: how their values get over."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog.model import CompositeType
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.compare import TYPES, Comparison
from pgworkbench.migrations.guard import is_still
from pgworkbench.migrations.kinds.columns import Via
from pgworkbench.migrations.kinds.types import composite_check
from pgworkbench.migrations.text import full, quoted


def way_between(column: Address, found: Comparison) -> Via | None:
    """As text of the new type, attribute by attribute; None if its own text will do."""
    changed = _changed(column, found)
    if changed is None:
        return None
    before, after = changed
    name = quoted(column.path[2])
    names = {attribute.name for attribute in before.columns}
    values = [f"({name}).{quoted(a.name)}" if a.name in names else "NULL" for a in after.columns]
    later = {attribute.name for attribute in after.columns}
    lost = tuple(attribute.name for attribute in before.columns if attribute.name not in later)
    check = composite_check(before)
    test = is_still(check) if check is not None else "true"
    return Via(f"CASE WHEN {name}::text IS NOT NULL THEN ROW({', '.join(values)})::text END", test, lost)


def _changed(column: Address, found: Comparison) -> tuple[CompositeType, CompositeType] | None:
    for needed in found.links.before.get(column, ()):
        if needed.kind is Kind.COMPOSITE and needed in found.rebuilt and _is_reshaped(needed, found):
            return found.was[needed].value, found.now[needed].value
    return None


def _is_reshaped(address: Address, found: Comparison) -> bool:
    before, after = found.was[address].value, found.now[address].value
    return [column.name for column in before.columns] != [column.name for column in after.columns]


def unfit(found: Comparison) -> Iterator[tuple[Address, str]]:
    """Columns and types to which the way is not open, and why."""
    for address in found.retyped:
        if _changed(address, found) is not None and found.was[address].value.column.array:
            yield address, "it holds an array of a type whose attributes change; make a new column, and move its values"
    reshaped = {a for a in found.rebuilt if a.kind is Kind.COMPOSITE and _is_reshaped(a, found)}
    for user, needed in found.links.before.items():
        within = reshaped & needed if user.kind in TYPES else frozenset()
        if within and any(user in found.links.before.get(column, ()) for column in found.retyped):
            yield user, f"{full(min(within).name)} in it gets other attributes, and tables use it; make a new type"
