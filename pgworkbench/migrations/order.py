"""The order of operations: what something needs is there before it, and goes after it; else as people read."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pgworkbench.catalog.model import Catalog, Name, Role
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.compare import Comparison
from pgworkbench.migrations.kinds.keys import Key as IndexedKey
from pgworkbench.migrations.links import Links
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.partitions import family
from pgworkbench.migrations.parts import Parts

if TYPE_CHECKING:
    from pgworkbench.migrations.fold import Folded

_VIEWS = {Kind.VIEW, Kind.MATERIALIZED_VIEW}
_TYPES = {Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE, Kind.RANGE}
_RELATIONS = {Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE, Kind.INDEX, Kind.COMPOSITE}


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which domain a table belongs to, and the order of the domains; a partition belongs where its parent does."""

    tables: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def domain_of(self, catalog: Catalog, name: Name) -> str:
        """The domain of a table, or nothing."""
        seen = name
        while str(seen) not in self.tables and catalog.has_table(seen):
            partition = catalog.table(seen).partition
            if partition is None:
                break
            seen = partition.parent
        return self.tables.get(str(seen), "")

    def place(self, domain: str) -> int:
        """The place of a domain; what has none comes first."""
        return self.order.index(domain) + 1 if domain in self.order else 0


def table_order(catalog: Catalog, grouping: Grouping) -> tuple[Name, ...]:
    """Tables so that each comes after those that it refers to, domain by domain; circles are cut where they close."""
    domains = {table.name: grouping.place(grouping.domain_of(catalog, table.name)) for table in catalog.tables}
    done: dict[Name, None] = {}
    open_: set[Name] = set()

    def visit(name: Name) -> None:
        if name in done or name in open_ or not catalog.has_table(name):
            return
        open_.add(name)
        for needed in sorted(_needed(catalog, name)):
            if domains.get(needed, 0) <= domains[name]:
                visit(needed)
        done[name] = None

    for name in sorted(domains, key=lambda name: (domains[name], name)):
        visit(name)
    return tuple(done)


def _needed(catalog: Catalog, name: Name) -> Iterator[Name]:
    table = catalog.table(name)
    yield from table.inherits
    if table.partition is not None:
        yield table.partition.parent
    for key in table.foreign_keys:
        if key.reference is not None:
            yield key.reference.table


def circular_keys(catalog: Catalog, grouping: Grouping) -> frozenset[Address]:
    """Foreign keys that point to a table which comes later: they must go before either table can."""
    places = {name: number for number, name in enumerate(table_order(catalog, grouping))}
    return frozenset(
        at(Kind.CONSTRAINT, table.name, key.name)
        for table in catalog.tables
        for key in table.foreign_keys
        if key.reference is not None and places.get(key.reference.table, -1) > places[table.name]
    )


def ordered(folded: Sequence[Folded], found: Comparison, after: Catalog, grouping: Grouping) -> tuple[Operation, ...]:
    """The operations in an order that the links allow (a circle is left for the trial on a scratch copy)."""
    graph = _Graph(folded, found)
    places = {name: number for number, name in enumerate(table_order(after, grouping))}
    keys = [_key(item.operation, places) for item in folded]
    waiting = [len(before) for before in graph.before]
    ready = [(keys[number], number) for number, count in enumerate(waiting) if not count]
    heapq.heapify(ready)
    done: dict[int, None] = {}
    while len(done) < len(folded):
        if not ready:
            left = min((n for n in range(len(folded)) if n not in done), key=lambda n: (waiting[n], keys[n]))
            ready.append((keys[left], left))
        _, number = heapq.heappop(ready)
        if number in done:
            continue
        done[number] = None
        for later in graph.after[number]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (keys[later], later))
    return tuple(folded[number].operation for number in done)


Key = tuple[int, int, int, tuple[str, ...], int, tuple[str, ...]]


def _key(operation: Operation, places: Mapping[Name, int]) -> Key:
    """Drops first, from the outside in; then what stands alone, then table by table, then views."""
    address = operation.address
    of = address
    while of.of is not None:
        of = of.of
    rank = address.kind.rank
    if of.kind is Kind.EVENT_TRIGGER:  # it would watch the rest of the migration
        return (-1 if operation.verb is Verb.DROP else 2, 0, 0, of.path, rank, of.path)
    if operation.verb is Verb.DROP:
        return (0, -of.kind.rank, 0, of.path[:2], -rank, of.path)
    if of.kind in _VIEWS:
        return (1, 2, 0, of.path[:2], rank, of.path)
    if of.kind is Kind.PUBLICATION:
        return (1, 3, 0, of.path, rank, of.path)
    if operation.table is None or of.kind is Kind.SEQUENCE:
        return (1, 0, of.kind.rank, of.path, rank, of.path)
    return (1, 1, places.get(operation.table, 0), (), rank, (f"{of.kind.rank:02}", *of.path))


class _Graph:
    """Which operation must come before which, by their numbers."""

    def __init__(self, folded: Sequence[Folded], found: Comparison) -> None:
        self.before: list[set[int]] = [set() for _ in folded]
        self.after: dict[int, set[int]] = defaultdict(set)
        self._makes, self._ends = _nodes(folded, found)
        self._frees: dict[tuple[str, ...], list[int]] = defaultdict(list)  # a name that another kind may take then
        for number, item in enumerate(folded):
            if item.operation.verb is Verb.DROP:
                for name in names((item.operation.address, *item.includes), found.was):
                    self._frees[name].append(number)
        self._twice: dict[Address, list[int]] = defaultdict(list)  # a column that changes twice does so as planned
        for number, item in enumerate(folded):
            if item.operation.verb is not Verb.DROP:
                self._twice[item.operation.address].append(number)
        for number, item in enumerate(folded):
            for earlier, later in self._edges(number, item, found):
                self._add(earlier, later)

    def _add(self, earlier: int, later: int) -> None:
        if earlier != later and earlier not in self.before[later] and later not in self.before[earlier]:
            self.before[later].add(earlier)
            self.after[earlier].add(later)

    def _edges(self, number: int, item: Folded, found: Comparison) -> Iterator[tuple[int, int]]:
        operation = item.operation
        members = {operation.address, *item.includes}
        if number in self._makes[operation.address]:
            for needed in _needs(members, found.now, found.links.after):
                yield from ((other, number) for other in _resolved(needed, found.now, self._makes))
        if number in self._ends[operation.address]:
            for needed in _needs(members, found.was, found.links.before):
                yield from ((number, other) for other in _resolved(needed, found.was, self._ends))
        if operation.verb is Verb.CREATE:
            for address in members:
                yield from ((other, number) for other in self._ends.get(address, ()))
            for name in names(members, found.now):
                yield from ((other, number) for other in self._frees.get(name, ()))
        if operation.verb is Verb.ALTER:
            yield from pairwise(self._twice[operation.address])
        yield from self._around(number, operation, found)

    def _around(self, number: int, operation: Operation, found: Comparison) -> Iterator[tuple[int, int]]:
        """A partition of partitions comes with them, and gives away its rows before they go.

        A view that a first run made goes before what it stands on, and after what stands on it by then.
        """
        table = operation.address.of
        if operation.again:
            for needed in found.links.after.get(operation.address, ()):
                yield from ((number, n) for n in self._ends.get(needed, ()))
            users = [user for user, needed in found.links.after.items() if operation.address in needed]
            yield from ((n, number) for user in users for n in self._ends.get(user, ()))
        if operation.address.kind is not Kind.PARTITION or table is None:
            return
        if operation.verb is Verb.CREATE:
            yield from ((n, number) for part in family(found.now, table) for n in self._makes.get(part, ()))
        else:
            yield from ((number, n) for part in family(found.was, table) for n in self._ends.get(part, ()))


def names(members: Iterable[Address], parts: Parts) -> Iterator[tuple[str, ...]]:
    """The names that objects take from others of other kinds: relations, indexes and types share theirs."""
    for address in members:
        if address.of is not None or address not in parts:
            continue
        value = parts[address].value
        if address.kind in _RELATIONS:
            yield ("relation", *address.path)
        if address.kind in _TYPES:
            yield ("type", *address.path)
        if address.kind is Kind.FUNCTION:  # a procedure says IN where a function does not
            yield ("routine", *address.path[:2], address.path[2].replace("IN ", ""))
        if isinstance(value, IndexedKey) and value.constraint.index is not None:
            yield ("relation", address.path[0], value.constraint.index)


def _nodes(folded: Sequence[Folded], found: Comparison) -> tuple[dict[Address, list[int]], dict[Address, list[int]]]:
    """By address: operations after which it is there as it shall be, and those after which it is not as it was."""
    makes: dict[Address, list[int]] = defaultdict(list)
    ends: dict[Address, list[int]] = defaultdict(list)
    for number, item in enumerate(folded):
        for address in (item.operation.address, *item.includes):
            if not _is_first_of_two(item.operation, found):
                makes[address].append(number)
            if not _is_second_of_two(item.operation, found):
                ends[address].append(number)
    return makes, ends


def _is_first_of_two(operation: Operation, found: Comparison) -> bool:
    """Whether it only leaves the former state; so does every drop."""
    if operation.verb is Verb.ALTER and operation.address in found.now:
        return bool(operation.after != found.now[operation.address].value)
    return operation.verb is Verb.DROP


def _is_second_of_two(operation: Operation, found: Comparison) -> bool:
    """Whether the former state was left before it; so it was for everything that is new."""
    if operation.verb is Verb.ALTER and operation.address in found.was:
        return bool(operation.before != found.was[operation.address].value)
    return operation.verb is Verb.CREATE


def _needs(members: Iterable[Address], parts: Parts, links: Links) -> Iterator[Address]:
    for address in members:
        yield from links.get(address, ())
        part = parts.get(address)
        if part is not None and part.within is not None and address.kind is not Kind.SEQUENCE:
            yield part.within
        if part is not None and isinstance(part.value, Role):
            yield from (Address(Kind.ROLE, (member.role,)) for member in part.value.memberships)
        if address.of is not None:
            yield address.of
            yield from links.get(address.of, ()) if address.kind is Kind.DEFAULT else ()
        if len(address.path) > 1:
            yield Address(Kind.SCHEMA, address.path[:1])


def _resolved(needed: Address, parts: Parts, nodes: Mapping[Address, list[int]]) -> Iterator[int]:
    """The operations on what is needed, or on what holds it, if there are none on itself."""
    address: Address | None = needed
    while address is not None:
        if address in nodes:
            yield from nodes[address]
            return
        part = parts.get(address)
        address = part.within if part is not None else None
