"""The difference of two catalogs as a plan: operations up and down, and what is refused, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pgworkbench.catalog.model import Catalog, Name, TableKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.attributes import way_between
from pgworkbench.migrations.compare import Comparison, compare, containers
from pgworkbench.migrations.fold import fold
from pgworkbench.migrations.kinds.columnorder import Former
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.kinds.keys import Placed
from pgworkbench.migrations.kinds.partitions import Hanging
from pgworkbench.migrations.kinds.tables import Outline
from pgworkbench.migrations.links import Both, plain_links
from pgworkbench.migrations.operations import Operation, Plan, Verb
from pgworkbench.migrations.order import Grouping, circular_keys, names, ordered
from pgworkbench.migrations.partitions import hanging
from pgworkbench.migrations.parts import take_apart
from pgworkbench.migrations.refusals import refusals

_VIEWS = frozenset({Kind.VIEW, Kind.MATERIALIZED_VIEW})


@dataclass(frozen=True, slots=True)
class Choices:
    """How a difference is to be made: domains of tables; whether indexes are made beside traffic.

    `rebuilt` are tables that are made anew though nothing but the order of their columns changes.
    """

    grouping: Grouping = field(default_factory=Grouping)
    concurrently: bool = False
    rebuilt: Mapping[Address, Former] = field(default_factory=dict, hash=False)


def difference(before: Catalog, after: Catalog, links: Both | None = None, choices: Choices | None = None) -> Plan:
    """What leads from `before` to `after`, and back.

    `links` are what the server recorded for both states (`read_links`); without them the order rests on what the
    catalogs plainly say, and views or policies over something that changes are not found.
    """
    known = links or Both(plain_links(before), plain_links(after))
    chosen = choices or Choices()
    up = one_way(before, after, known, chosen)
    down = one_way(after, before, known.turned, chosen)
    return Plan(
        up.up,
        down.up,
        tuple(dict.fromkeys([*up.refused, *(f"on the way back: {r}" for r in down.refused if r not in up.refused)])),
    )


def one_way(before: Catalog, after: Catalog, links: Both, choices: Choices) -> Plan:
    """A plan with only `up` and what is refused on that way."""
    found = compare(take_apart(before), take_apart(after), links, choices.rebuilt)
    circular = circular_keys(before, choices.grouping)
    taken = frozenset(names(found.now, found.now))
    operations = [_described(_yielding(o, found, taken), found, after, choices) for o in _operations(found, circular)]
    folded = fold(operations, found, after, choices.grouping)
    return Plan(up=ordered(folded, found, after, choices.grouping), refused=refusals(found, before, after))


def _operations(found: Comparison, circular: frozenset[Address]) -> Iterator[Operation]:
    yield from _in_the_way(found)
    yield from _drops(found, circular)
    yield from _changes(found)
    for address, part in found.now.items():
        if not part.inherited and (address in found.created or address in found.gone or _is_within_new(found, address)):
            value = hanging(found, address, found.now) if address.kind is Kind.PARTITION else part.value
            yield from _made(Operation(Verb.CREATE, address, after=value), found)


def _drops(found: Comparison, circular: frozenset[Address]) -> Iterator[Operation]:
    for address, part in found.was.items():
        explicit = (address in found.dropped or address in found.rebuilt) and not _becomes_identity(found, address)
        alone = explicit and not any(outer in found.gone for outer in containers(found.was, address))
        if not part.inherited and (alone or (address in circular and address in found.gone)):
            anew = found.now.get(address)
            yield Operation(Verb.DROP, address, _going(found, address), anew.value if anew is not None else None)
        elif address.kind is Kind.PARTITION and isinstance(handed := hanging(found, address, found.was), Hanging):
            yield Operation(Verb.DROP, address, handed)


def _changes(found: Comparison) -> Iterator[Operation]:
    for former, later in found.renamed.items():
        if former not in found.gone:
            yield Operation(Verb.ALTER, later, found.was[former].value, found.now[later].value)
    for address in found.altered:
        before, after = found.was[address].value, found.now[address].value
        yield Operation(Verb.ALTER, address, before, after)
    for address in found.retyped - found.gone:
        if not found.was[address].inherited:
            yield from _by_way_of_text(address, found)


def _in_the_way(found: Comparison) -> Iterator[Operation]:
    """New views on what is made anew: when the plan runs a second time they are there, and hold it up."""
    anew = {a for a in found.gone | found.rebuilt if a in found.now and a.kind in _VIEWS}
    waiting = [a for a in found.created if a.kind in _VIEWS]
    for _ in waiting:
        more = {a for a in waiting if found.links.after.get(a, frozenset()) & anew}
        if more <= anew:
            break
        anew |= more
    for address in sorted(anew & set(waiting)):
        value = found.now[address].value
        yield Operation(Verb.DROP, address, value, value, again=True)


def _going(found: Comparison, address: Address) -> object:
    """The value of what is dropped; a table's rows may be elsewhere by then: they come back, or are in another one."""
    value, place = found.was[address].value, address.about(Kind.PARTITION)
    if address in found.reordered:
        return replace(value, former=found.reordered[address])
    if address.kind is not Kind.TABLE or place not in found.was:
        return value
    return replace(value, emptied=isinstance(hanging(found, place, found.was), Hanging))


def _made(operation: Operation, found: Comparison) -> Iterator[Operation]:
    """A column that must not be null and has no default comes empty, is filled, and only then is required."""
    shape, address = operation.after, operation.address
    if (
        address.kind is not Kind.COLUMN
        or at(Kind.TABLE, Name(*address.path[:2])) not in found.was
        or not _is_bare(shape)
    ):
        yield operation
        return
    if address.about(Kind.DEFAULT) in found.now or at(Kind.TABLE, Name(*address.path[:2])) in found.gone:
        yield operation
        return
    empty = Shape(replace(shape.column, not_null=False), shape.sequence)
    yield replace(operation, after=empty)
    yield Operation(Verb.ALTER, address, empty, shape)


def _yielding(operation: Operation, found: Comparison, taken: frozenset[tuple[str, ...]]) -> Operation:
    """With a word on it if another kind of object gets the name of what is dropped."""
    address = operation.address
    if operation.verb is not Verb.DROP or address in found.now or address.kind is Kind.CONSTRAINT:
        return operation
    return replace(operation, yields=not taken.isdisjoint(names([address], found.was)))


def _becomes_identity(found: Comparison, address: Address) -> bool:
    """A default that gives way to an identity goes with the change of the column."""
    if address.kind is not Kind.DEFAULT or address.of not in found.now:
        return False
    shape = found.now[address.of].value
    return isinstance(shape, Shape) and bool(shape.column.identity)


def _is_bare(shape: Shape) -> bool:
    return shape.column.not_null and not shape.column.generated and not shape.column.identity


def _is_within_new(found: Comparison, address: Address) -> bool:
    return address in found.was and any(outer in found.gone for outer in containers(found.now, address))


def _by_way_of_text(address: Address, found: Comparison) -> Iterator[Operation]:
    """A column whose type is made anew holds text meanwhile."""
    before, after = found.was[address].value, found.now[address].value
    kind = "text[]" if before.column.array else "text"
    plain = Shape(replace(before.column, type=kind, collation=None), before.sequence)
    yield Operation(Verb.ALTER, address, before, replace(plain, via=way_between(address, found)))
    yield Operation(Verb.ALTER, address, plain, after)


def _described(operation: Operation, found: Comparison, after: Catalog, choices: Choices) -> Operation:
    """With its table, its domain, and whether the table is new or in use."""
    value = operation.after if operation.after is not None else operation.before
    table = _table_of(operation.address, found)
    outline = None if table is None else at(Kind.TABLE, table)
    new = outline is not None and (outline not in found.was or outline not in found.now)
    domain = choices.grouping.domain_of(after, table) if table is not None else ""
    described = replace(operation, table=table, new=new, domain=domain)
    return _beside_traffic(described, found, value) if choices.concurrently and not new else described


def _table_of(address: Address, found: Comparison) -> Name | None:
    """The table, view or sequence that it is, belongs to, or says something of."""
    while address.of is not None:
        address = address.of
    if address.relation is not None:
        return address.relation
    part = found.now.get(address) or found.was.get(address)
    return part.within.relation if part is not None and part.within is not None else None


def _beside_traffic(operation: Operation, found: Comparison, value: object) -> Operation:
    """CONCURRENTLY, where the index stands alone: on one table that is not partitioned and otherwise stays as it is."""
    if not isinstance(value, Placed) or operation.verb is Verb.ALTER or not value.is_one_statement or operation.yields:
        return operation
    outline = found.was.get(at(Kind.TABLE, value.table))
    if outline is None or not isinstance(outline.value, Outline) or outline.value.table.kind is not TableKind.TABLE:
        return operation
    address = operation.address
    if _is_entangled(found, address, value.table):
        return operation
    busy = replace(value, busy=True)
    return replace(operation, after=busy) if operation.verb is Verb.CREATE else replace(operation, before=busy)


def _is_entangled(found: Comparison, address: Address, table: Name) -> bool:
    """Whether something that the index stands on, or that stands on it, changes in the same plan.

    A column that is made before it is no hindrance: a new index reads the whole table even so.
    """
    moved = found.dropped | found.rebuilt | found.altered | found.retyped
    needed = found.links.before.get(address, frozenset()) | found.links.after.get(address, frozenset())
    users = {user for links in (found.links.before, found.links.after) for user, on in links.items() if address in on}
    replica = at(Kind.TABLE, table).about(Kind.REPLICA_IDENTITY)
    made = {each for each in found.created if each.kind is not Kind.COLUMN}
    return bool((needed | users | {replica}) & (moved | made))
