"""Two states of a design in one reading: what was added, altered and dropped between them.

A renamed thing counts as dropped and added: a catalog does not know better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pgworkbench.catalog import Catalog, Name, Table
from pgworkbench.diagram.entities import Change, Entity, Field, Link
from pgworkbench.diagram.reading import Reading, read

_Drawn = TypeVar("_Drawn", Entity, Field, Link)


def read_since(before: Catalog, after: Catalog) -> Reading:
    """Both states in one, each thing marked with what became of it."""
    old, new = read(before), read(after)
    names = sorted({*old.entities, *new.entities})
    entities = {name: _table(name, (old, new), _is_same(before, after, name)) for name in names}
    return Reading(entities, tuple(_links(old.links, new.links)))


def _table(name: Name, readings: tuple[Reading, Reading], same: bool) -> Entity:  # noqa: FBT001  # read beside its name
    old, new = (reading.entities.get(name) for reading in readings)
    if old is None or new is None:
        return _one_sided(old, new)
    columns = _columns(old.columns, new.columns)
    return replace(new, columns=columns, change=Change.NONE if same else Change.ALTERED)


def _one_sided(old: _Drawn | None, new: _Drawn | None) -> _Drawn:
    """A thing that only one of the states has."""
    if new is not None:
        return replace(new, change=Change.ADDED)
    if old is not None:
        return replace(old, change=Change.DROPPED)
    raise ValueError("neither state has it")


def _columns(old: Sequence[Field], new: Sequence[Field]) -> tuple[Field, ...]:
    """The new columns in their order; a dropped one stands after the column that it stood after."""
    before = {column.name: column for column in old}
    after = {column.name: column for column in new}
    merged = [_compared(before.get(column.name), column) for column in new]
    for index, column in enumerate(old):
        if column.name not in after:
            ahead = {earlier.name for earlier in old[:index]}
            place = max((i + 1 for i, kept in enumerate(merged) if kept.name in ahead), default=0)
            merged.insert(place, replace(column, change=Change.DROPPED))
    return tuple(merged)


def _compared(old: _Drawn | None, new: _Drawn | None) -> _Drawn:
    if old is None or new is None:
        return _one_sided(old, new)
    return new if old == new else replace(new, change=Change.ALTERED)


def _links(old: Sequence[Link], new: Sequence[Link]) -> list[Link]:
    before = {(link.child, link.name): link for link in old}
    after = {(link.child, link.name): link for link in new}
    return [_compared(before.get(key), after.get(key)) for key in sorted({*before, *after})]


def _is_same(before: Catalog, after: Catalog, name: Name) -> bool:
    """Whether the table is what it was, down to its indexes, triggers and policies; sizes and statistics aside."""
    if not (before.has_table(name) and after.has_table(name)):
        return False
    return _essence(before.table(name)) == _essence(after.table(name))


def _essence(table: Table) -> Mapping[str, object]:
    """What a migration could change about a table."""
    return {
        "columns": tuple(replace(column, position=0) for column in table.columns),
        "constraints": sorted((c.name, c.definition, c.comment or "") for c in table.constraints),
        "indexes": sorted((i.name, i.definition, i.comment or "") for i in table.indexes),
        "triggers": sorted((t.name, t.definition, t.enabled) for t in table.triggers),
        "policies": sorted((p.name, p.command, p.roles, p.using or "", p.check or "") for p in table.policies),
        "row security": (table.row_security, table.force_row_security),
        "grants": sorted((g.grantee, g.column or "", g.privileges) for g in table.grants),
        "partitions": table.partition_key,
        "options": table.options,
        "comment": table.comment,
    }
