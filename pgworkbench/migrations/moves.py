"""Where the keeping of rows and their putting back stand among operations."""

from __future__ import annotations

from collections.abc import Sequence

from pgworkbench.catalog.model import Name
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.keep import Loss, Move
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.steps import Item


def moved(items: Sequence[Item], going: Sequence[Loss], coming: Sequence[Loss]) -> tuple[Item, ...]:
    """Keep first, before anything changes; put back right after the table or column is there again."""
    made: list[Item] = [Move(loss) for loss in going]
    places: dict[int, list[Loss]] = {}
    for loss in coming:
        places.setdefault(_last(items, loss), []).append(loss)
    for number, item in enumerate(items):
        made.append(item)
        made += [Move(loss, back=True) for loss in places.get(number, ())]
    return tuple(made)


def _last(items: Sequence[Item], loss: Loss) -> int:
    """After which operation rows can be put back: the last one that makes the table, its partitions or the column."""
    name = loss.through or loss.table.name
    family = {loss.table.name}
    found = -1
    for number, item in enumerate(items):
        if not isinstance(item, Operation):
            continue
        if loss.column is not None:
            wanted = Address(Kind.COLUMN, (name.schema, name.name, loss.column.name))
            if item.address == wanted and (item.verb is Verb.CREATE or item.rewrites):
                found = number
        elif item.verb is Verb.CREATE and item.address.kind is Kind.TABLE and _is_of(family, item):
            family.add(item.after.table.name)
            found = number
    return found


def _is_of(family: set[Name], operation: Operation) -> bool:
    """Whether the table is one of them, or a partition of one."""
    table = operation.after.table
    return table.name in family or (table.partition is not None and table.partition.parent in family)
