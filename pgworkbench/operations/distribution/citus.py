"""Which table goes where on Citus: spread by tenant and co-located, or copied to every node; and what Citus refuses.

By rules, from the catalog alone; nothing here was run on Citus. Source: Citus documentation (Multi-tenant
Applications; Creating and Modifying Distributed Objects; SQL Support) and the messages in its source code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pgworkbench.catalog import Catalog, Constraint, Name, Table
from pgworkbench.errors import UnknownNameError
from pgworkbench.operations.distribution.refusals import Place, Refusal, refusals


class Role(StrEnum):
    """What becomes of a table."""

    DISTRIBUTED = "distributed"  # its rows are spread by the tenant column
    REFERENCE = "reference"  # every node has all its rows


@dataclass(frozen=True, slots=True)
class Placement:
    """One table: by which `column` it is spread (None: a reference table), with whom, and why so."""

    table: Name
    role: Role
    column: str | None
    colocated_with: Name | None
    why: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """Tables in the order in which they are to be distributed. `apart` are foreign keys of circles, which must be
    dropped before and added after; `refused` is what Citus would not take.
    """

    tenant: str
    placements: tuple[Placement, ...]
    apart: tuple[tuple[Table, Constraint], ...]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]


def distribute(catalog: Catalog, tenant: str) -> Distribution:
    """Spread every table that has the column `tenant`; UnknownNameError if none has it."""
    tables = [table for table in catalog.base_tables if table.extension is None]
    spread = [table for table in tables if _has(table, tenant)]
    if not spread:
        columns = {column.name for table in tables for column in table.columns}
        raise UnknownNameError("tenant column", tenant, columns)
    places = {table.name: Place(tenant) for table in spread}
    places |= _tenants(catalog, tables, tenant)
    places = {table.name: places.get(table.name, Place(None)) for table in tables}
    order, apart = _ordered(tables, places)
    kind = _commonest_type(spread, tenant)
    refused = tuple(refusal for table in order for refusal in refusals(catalog, table, places, kind))
    left_out = {refusal.table for refusal in refused if refusal.blocks}
    first = next((table for table in order if places[table.name].column and table.name not in left_out), None)
    placements = tuple(_placement(table, places[table.name], first, tenant) for table in order)
    return Distribution(tenant, placements, apart, refused, tuple(_notes(catalog, tables)))


def _has(table: Table, column: str) -> bool:
    return any(each.name == column for each in table.columns)


def _commonest_type(tables: list[Table], tenant: str) -> str:
    return Counter(table.column(tenant).type for table in tables).most_common(1)[0][0]


def _tenants(catalog: Catalog, tables: list[Table], tenant: str) -> dict[Name, Place]:
    """The table of the tenants themselves is spread by its key, if no other key of it must be unique everywhere."""
    pairs = Counter(
        (key.reference.table, far)
        for table in tables
        for key in table.foreign_keys
        if key.reference is not None and key.columns == (tenant,)
        for far in key.reference.columns
    )
    found: dict[Name, Place] = {}
    for (name, column), _ in pairs.most_common(1):
        if catalog.has_table(name) and not _has(catalog.table(name), tenant):
            unique = (index for index in catalog.table(name).indexes if index.unique)
            if all(column in index.columns for index in unique):
                found[name] = Place(column)
    return found


def _placement(table: Table, place: Place, first: Table | None, tenant: str) -> Placement:
    if place.column is None:
        why = f"it has no column {tenant}: rows of everybody's, or a key that must be unique among all tenants"
        return Placement(table.name, Role.REFERENCE, None, None, why)
    with_whom = None if first is None or first is table else first.name
    why = "a tenant's rows lie together, so that joins and foreign keys stay on one node"
    return Placement(table.name, Role.DISTRIBUTED, place.column, with_whom, why)


def _ordered(
    tables: list[Table], places: Mapping[Name, Place]
) -> tuple[tuple[Table, ...], tuple[tuple[Table, Constraint], ...]]:
    """Reference tables first, then what others refer to before those others; foreign keys of circles stand apart."""
    left = {table.name: table for table in sorted(tables, key=lambda t: (places[t.name].column is not None, t.name))}
    order: list[Table] = []
    apart: list[tuple[Table, Constraint]] = []
    while left:
        ready = next((table for table in left.values() if not any(_waiting(table, left))), None)
        if ready is None:  # a circle: the first of it goes ahead without the keys that wait
            ready = next(iter(left.values()))
            apart += [(ready, key) for key in _waiting(ready, left)]
        order.append(left.pop(ready.name))
    return tuple(order), tuple(apart)


def _waiting(table: Table, left: Mapping[Name, Table]) -> Iterator[Constraint]:
    """Foreign keys to tables whose turn has not come."""
    for key in table.foreign_keys:
        if key.reference is not None and key.reference.table != table.name and key.reference.table in left:
            yield key


def _notes(catalog: Catalog, tables: list[Table]) -> Iterator[str]:
    if any(table.triggers for table in tables):
        yield (
            "triggers need `citus.enable_unsafe_triggers = on` (a superuser's setting); they run on the node of the row"
            " and may only touch that tenant's rows and reference tables"
        )
    if any(table.triggers and any(not t.row_level for t in table.triggers) for table in tables):
        yield "statement-level triggers run once for each shard, not once for each statement"
    extensions = [each.name for each in catalog.extensions if each.name != "plpgsql"]
    if extensions:
        yield f"every node needs the packages of these extensions: {', '.join(extensions)}"
    if any(table.partition_key for table in tables):
        yield "a partitioned table is distributed at its root; each partition is spread as its parent is"
