"""What can be said in one statement is: columns, defaults and constraints inside their CREATE TABLE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pgworkbench.catalog.model import Catalog, ConstraintKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.compare import Comparison, containers
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.kinds.keys import Key
from pgworkbench.migrations.kinds.partitions import Hanging
from pgworkbench.migrations.kinds.tables import Outline
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.order import Grouping, table_order

_KEY_ORDER = {
    ConstraintKind.PRIMARY: 0,
    ConstraintKind.UNIQUE: 1,
    ConstraintKind.EXCLUDE: 2,
    ConstraintKind.FOREIGN: 3,
    ConstraintKind.CHECK: 4,
}


@dataclass(frozen=True, slots=True)
class Folded:
    """An operation with the addresses that it also makes."""

    operation: Operation
    includes: frozenset[Address] = field(default=frozenset())


def fold(operations: Iterable[Operation], found: Comparison, after: Catalog, grouping: Grouping) -> tuple[Folded, ...]:
    """The same operations, fewer: what stands inside another one is said there."""
    waiting = {o.address: o for o in operations if o.verb is Verb.CREATE}
    apart = frozenset(o.address for o in operations if o.verb is Verb.DROP)
    inside = _contents(found)
    others = [
        Folded(o, frozenset(inside[o.address] - apart) if o.verb is Verb.DROP else frozenset())
        for o in operations
        if o.verb is not Verb.CREATE
    ]
    order = table_order(after, grouping)
    position = {at(Kind.TABLE, name): number for number, name in enumerate(order)}
    contents = _by_container(waiting.values(), found)
    made = [_table(waiting, a, contents[a], position) for a in list(waiting) if a.kind is Kind.TABLE]
    made += [_column(waiting, a) for a in list(waiting) if a.kind is Kind.COLUMN]
    made += [_domain(waiting, a, contents[a]) for a in list(waiting) if a.kind is Kind.DOMAIN]
    return (*others, *made, *(Folded(operation) for operation in waiting.values()))


def _contents(found: Comparison) -> dict[Address, set[Address]]:
    """What goes with each object that is dropped."""
    inside: dict[Address, set[Address]] = defaultdict(set)
    for address in found.gone:
        for outer in containers(found.was, address):
            inside[outer].add(address)
    return inside


def _by_container(operations: Iterable[Operation], found: Comparison) -> dict[Address, list[Address]]:
    contents: dict[Address, list[Address]] = defaultdict(list)
    for operation in operations:
        outer = found.now[operation.address].within
        if outer is not None:
            contents[outer].append(operation.address)
    return contents


def _table(
    waiting: dict[Address, Operation], address: Address, inside: list[Address], position: dict[Address, int]
) -> Folded:
    operation = waiting.pop(address)
    outline: Outline = operation.after
    taken: set[Address] = set()
    shapes, keys = [], []
    for inner in inside:
        if inner.kind is Kind.COLUMN:
            shape = waiting.pop(inner).after
            taken.add(inner)
            default = waiting.pop(inner.about(Kind.DEFAULT), None)
            if default is not None:
                taken.add(default.address)
                shape = replace(shape, column=replace(shape.column, default=default.after))
            shapes.append(shape)
        elif inner.kind is Kind.CONSTRAINT and _fits(waiting[inner].after, address, position):
            keys.append(waiting.pop(inner).after)
            taken.add(inner)
    hanging = waiting.get(address.about(Kind.PARTITION))
    table, like = outline.table, None
    if hanging is not None and isinstance(hanging.after, Hanging):  # attached once it has the rows that belong in it
        like = hanging.after.partition.parent
    elif hanging is not None:
        taken.add(waiting.pop(hanging.address).address)
        table = replace(table, partition=hanging.after)
    remarks = {
        key.constraint.name: waiting[remark].after
        for key in keys
        if (remark := at(Kind.CONSTRAINT, table.name, key.constraint.name).about(Kind.COMMENT)) in waiting
    }
    keys.sort(key=lambda key: (_KEY_ORDER.get(key.constraint.kind, 9), key.constraint.name))
    whole = Outline(table, tuple(shapes), tuple(key.constraint for key in keys), remarks, like)
    return Folded(replace(operation, after=whole), frozenset(taken))


def _fits(key: Key, table: Address, position: dict[Address, int]) -> bool:
    """Whether it can stand inside CREATE TABLE: valid, and what it refers to is there by then."""
    constraint = key.constraint
    if not constraint.validated or key.index_options or key.clustered:
        return False
    if constraint.reference is None:
        return True
    target = at(Kind.TABLE, constraint.reference.table)
    return position.get(target, -1) <= position.get(table, 0)


def _column(waiting: dict[Address, Operation], address: Address) -> Folded:
    operation = waiting.pop(address)
    default = waiting.pop(address.about(Kind.DEFAULT), None)
    if default is None:
        return Folded(operation)
    shape: Shape = operation.after
    whole = replace(shape, column=replace(shape.column, default=default.after))
    return Folded(replace(operation, after=whole), frozenset({default.address}))


def _domain(waiting: dict[Address, Operation], address: Address, inside: list[Address]) -> Folded:
    operation = waiting.pop(address)
    checks = [inner for inner in inside if inner.kind is Kind.DOMAIN_CONSTRAINT and waiting[inner].after.validated]
    values = tuple(waiting.pop(inner).after for inner in sorted(checks))
    return Folded(replace(operation, after=replace(operation.after, checks=values)), frozenset(checks))
