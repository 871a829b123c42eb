"""What operations destroy: rows of tables, values of columns, attributes of composite values; kept, or lost by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgworkbench.catalog.model import Catalog, Name, Table, TableKind
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.keep import Loss, key_of
from pgworkbench.migrations.kinds.casts import comes_back, family
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.operations import Operation, Verb


def losses(
    operations: Sequence[Operation], catalog: Catalog, other: Catalog, version: str
) -> tuple[tuple[Loss, ...], tuple[str, ...]]:
    """What these operations destroy of the state `catalog`: what is kept, and what is lost for good, by name."""
    kept: list[Loss] = []
    lost: list[str] = []
    dropped = {o.address for o in operations if o.verb is Verb.DROP and o.address.kind is Kind.TABLE}
    for operation in operations:
        if operation.destroys and operation.address.kind is Kind.TABLE:
            table = catalog.table(Name(*operation.address.path))
            if not _goes_with_parent(table, dropped):
                alone = bool(_heirs(table, catalog))
                kept.append(Loss(table, None, version, alone=alone, yields=operation.yields))
    published = bool(catalog.publications or other.publications)
    lost_attributes = {o.address: o.after.via.lost for o in operations if _leaves_attributes(o)}
    for address, former, later in _columns(operations):
        first = catalog.table(Name(*address.path[:2]))
        for table in (first, *_losing(first, address.path[2], catalog, other)):
            if table.kind is TableKind.FOREIGN:  # its rows are elsewhere
                continue
            alone, through = bool(_heirs(table, catalog)), None if table is first else first.name
            less = lost_attributes.get(address, ())
            loss = Loss(table, table.column(address.path[2]), version, later, published, alone, through, less)
            if not _has_same_key(table, other, address):
                lost.append(f"{loss.what} ({former}): {table.name} has no primary key that stays to find its values by")
            else:
                kept.append(loss)
    return tuple(kept), tuple(lost)


def _heirs(table: Table, catalog: Catalog) -> tuple[Table, ...]:
    """Those that inherit from a table, and those that inherit from them; partitions hold its own rows."""
    direct = [other for other in catalog.tables if table.name in other.inherits and other.partition is None]
    return tuple({heir.name: heir for one in direct for heir in (one, *_heirs(one, catalog))}.values())


def _losing(table: Table, column: str, catalog: Catalog, other: Catalog) -> Iterator[Table]:
    """Heirs that lose a column with their parent: those that do not have it afterwards as it was."""
    for heir in _heirs(table, catalog):
        later = other.table(heir.name).columns if other.has_table(heir.name) else ()
        mine = heir.column(column)
        if mine.inherited and (mine.name, mine.type) not in {(c.name, c.type) for c in later} and later:
            yield heir


def _goes_with_parent(table: Table, dropped: set[Address]) -> bool:
    return (
        table.partition is not None
        and Address(Kind.TABLE, (table.partition.parent.schema, table.partition.parent.name)) in dropped
    )


def _columns(operations: Sequence[Operation]) -> Iterator[tuple[Address, str, str | None]]:
    """Each column that loses values: its former type, and its later one if it stays."""
    first: dict[Address, str] = {}
    last: dict[Address, str | None] = {}
    for operation in operations:
        if operation.address.kind is not Kind.COLUMN or operation.verb is Verb.CREATE:
            continue
        before, after = operation.before, operation.after
        if operation.destroys or operation.rewrites:
            first.setdefault(operation.address, before.column.type)
            last[operation.address] = after.column.type if isinstance(after, Shape) else None
    for address, former in first.items():
        later = last[address]
        reshaped = any(o.address == address and _leaves_attributes(o) for o in operations)
        if later is None or reshaped or (former != later and not comes_back(former, later)):
            yield address, former, later


def _leaves_attributes(operation: Operation) -> bool:
    shape = operation.after
    return isinstance(shape, Shape) and shape.via is not None and bool(shape.via.lost)


def _has_same_key(table: Table, other: Catalog, address: Address) -> bool:
    """Whether rows can be found by the same primary key in both states, the column in question apart."""
    if not other.has_table(table.name):
        return False
    mine, theirs = (
        [(column.name, family(column.type) if column.name != address.path[2] else "") for column in key_of(side)]
        for side in (table, other.table(table.name))
    )
    return bool(mine) and mine == theirs
