"""Partitions that come or go beside a default one, which holds their rows while they are not there."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog.model import Name, Partition, TableKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.compare import Comparison
from pgworkbench.migrations.kinds.partitions import Hanging
from pgworkbench.migrations.kinds.tables import Outline
from pgworkbench.migrations.parts import Parts


def hanging(found: Comparison, address: Address, parts: Parts) -> Partition | Hanging:
    """How a table hangs on its parent in one of the states; with the default partition if that stays as it is."""
    partition: Partition = parts[address].value
    rest = _rest(found, partition.parent) if _is_alone(found, address) else None
    key = found.was[at(Kind.TABLE, partition.parent)].value.table.partition_key if rest is not None else None
    return partition if rest is None or key is None else Hanging(partition, rest, key)


def _is_alone(found: Comparison, address: Address) -> bool:
    """Whether the table comes or goes as a whole, and is not one elsewhere."""
    table = address.of
    return table is not None and (table in found.was) is not (table in found.now) and not _is_foreign(found, table)


def _is_foreign(found: Comparison, table: Address) -> bool:
    value = (found.was.get(table) or found.now[table]).value
    return isinstance(value, Outline) and value.table.kind is TableKind.FOREIGN


def _rest(found: Comparison, parent: Name) -> Name | None:
    """The default partition of a table, if both are there before and after."""
    if at(Kind.TABLE, parent) in found.gone:
        return None
    for address, part in found.was.items():
        if address.kind is not Kind.PARTITION or part.value != Partition(parent, "DEFAULT") or address.of is None:
            continue
        later = found.now.get(address)
        if later is not None and later.value == part.value and not {address, address.of} & found.gone:
            return None if _is_foreign(found, address.of) else address.name
    return None


def family(parts: Parts, root: Address) -> Iterator[Address]:
    """The partitions of a table, and theirs."""
    for address, part in parts.items():
        if address.kind is Kind.PARTITION and address.of is not None and at(Kind.TABLE, part.value.parent) == root:
            yield address.of
            yield from family(parts, address.of)
