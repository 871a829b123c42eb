"""The order of columns, compared apart: PostgreSQL can only change it by making the table anew.

The table's rows are set aside under a lock, it is dropped with all that hangs on it, made in the order wanted, and
filled again: what must go and come back for that is found as for any other change (`compare`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import repeat

from pgworkbench.catalog.model import Catalog, Name, Table, TableKind
from pgworkbench.errors import RefusedError
from pgworkbench.migrations.address import Kind, at
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.files import slug
from pgworkbench.migrations.keep import Loss
from pgworkbench.migrations.kinds.columnorder import Former
from pgworkbench.migrations.moves import moved
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.parts import KEPT
from pgworkbench.migrations.refusals import Refusal
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.steps import Item, Step
from pgworkbench.migrations.text import columns, full
from pgworkbench.migrations.trial import perform
from pgworkbench.server import Database

_ROWS = {TableKind.TABLE, TableKind.PARTITIONED}


@dataclass(frozen=True, slots=True)
class Disorder:
    """A table whose columns are the ones wanted, in another order."""

    table: Name
    found: tuple[str, ...]
    wanted: tuple[str, ...]

    def __str__(self) -> str:
        here, there = (columns(order).as_string() for order in (self.found, self.wanted))
        return f"{self.table}: its columns stand as {here}, and not as {there}"


def disorders(found: Catalog, wanted: Catalog) -> tuple[Disorder, ...]:
    """Every table that is in both states and differs in the order of its columns; of a family only the first."""
    made = {one.table: one for one in _disorders(found, wanted)}
    return tuple(one for name, one in made.items() if made.keys().isdisjoint(_above(found.table(name), found)))


def _disorders(found: Catalog, wanted: Catalog) -> Iterator[Disorder]:
    for table in found.tables:
        if table.kind not in {*_ROWS, TableKind.FOREIGN} or table.name.schema == KEPT or table.extension is not None:
            continue
        if wanted.has_table(table.name):
            here, there = _order(table), _order(wanted.table(table.name))
            if here != there and sorted(here) == sorted(there):
                yield Disorder(table.name, here, there)


def _order(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _above(table: Table, catalog: Catalog) -> Iterator[Name]:
    while table.partition is not None:
        yield table.partition.parent
        table = catalog.table(table.partition.parent)


def advised(found: tuple[Disorder, ...]) -> tuple[str, ...]:
    """Each in words, with what can be done about it."""
    return tuple(f"{one}; --rebuild makes it anew in that order, if that is worth it" for one in found)


@dataclass(slots=True)
class Rebuilding:
    """Tables under way, on a copy that is in `state`."""

    copy: Database
    state: State
    grouping: Grouping

    def towards(self, wanted: Catalog, versions: Iterator[str]) -> Iterator[tuple[Name, tuple[Item, ...]]]:
        """Make anew each table whose columns are not as in `wanted`; what was done, table by table."""
        found = disorders(self.state.catalog, wanted)
        refused = [refusal for one in found for refusal in self._refused(one, wanted)]
        if refused:
            raise RefusedError(map(str, refused))
        for disorder in found:
            yield disorder.table, self._one(disorder, wanted, next(versions))

    def _refused(self, disorder: Disorder, wanted: Catalog) -> Iterator[Refusal]:
        catalog = self.state.catalog
        for member in _family(catalog.table(disorder.table), catalog):
            yield from _refusals(member, catalog, wanted)

    def _one(self, disorder: Disorder, wanted: Catalog, version: str) -> tuple[Item, ...]:
        table = self.state.catalog.table(disorder.table)
        family = tuple(_family(table, self.state.catalog))
        goal = _arranged(self.state.catalog, {member.name: _order(wanted.table(member.name)) for member in family})
        former = Former(disorder.table, disorder.found)
        choices = Choices(self.grouping, rebuilt={at(Kind.TABLE, member.name): former for member in family})
        plan = one_way(self.state.catalog, goal, self.state.towards(self.state), choices)
        done = perform(self.copy, plan.up)
        again = read_state(self.copy, self.state.roles)
        done = (*done, *perform(self.copy, one_way(again.catalog, goal, again.towards(self.state), Choices()).up))
        loss = Loss(table, None, version, order=disorder.found)
        before, self.state = self.state, read_state(self.copy, self.state.roles)
        self._check(disorder, before, wanted)
        return moved(done, (loss,), (loss,))

    def _check(self, disorder: Disorder, before: State, wanted: Catalog) -> None:
        left = {one.table for one in disorders(self.state.catalog, wanted)}
        if disorder.table in left or self.state.values != before.values:
            raise RefusedError([str(_refused(disorder.table, "made anew it is not what it was"))])


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was done for the order of columns in one direction; what was `left` as it is, where nobody asked for it."""

    state: State
    items: tuple[Item, ...] = ()
    left: tuple[Disorder, ...] = ()

    @classmethod
    def of(cls, copy: Database, ends: tuple[State, State], version: str, *, rebuild: bool) -> Rebuilt:
        """From the first of the `ends`, which `copy` is in, to the order of the second."""
        state, goal = ends
        if not rebuild:
            return cls(state, left=disorders(state.catalog, goal.catalog))
        work = Rebuilding(copy, state, Grouping())
        done = [items for _, items in work.towards(goal.catalog, repeat(version))]
        return cls(work.state, tuple(item for items in done for item in items))


def rebuild_step(table: Name, items: tuple[Item, ...], domain: str) -> Step:
    """A file of its own for a table that is made anew."""
    note = f"run ANALYZE {full(table)} afterwards: what the planner knew of it went with the former table"
    return Step(slug(f"rebuild_{table}"), domain, items, notes=(note,))


def _family(table: Table, catalog: Catalog) -> Iterator[Table]:
    yield table
    for part in catalog.partitions_of(table.name):
        yield from _family(part, catalog)


def _arranged(catalog: Catalog, orders: Mapping[Name, tuple[str, ...]]) -> Catalog:
    """The same with the columns of some tables in another order."""
    tables = tuple(
        replace(table, columns=tuple(table.column(name) for name in orders[table.name]))
        if table.name in orders
        else table
        for table in catalog.tables
    )
    return replace(catalog, tables=tables)


def _refusals(table: Table, catalog: Catalog, wanted: Catalog) -> Iterator[Refusal]:
    """Why a table cannot be made anew."""
    if table.kind not in _ROWS:
        yield _refused(table.name, "a foreign table's columns have their order elsewhere; make it anew by hand")
    if table.inherits or any(table.name in other.inherits for other in catalog.tables):
        yield _refused(table.name, "it is part of an inheritance, whose tables share an order; leave it as it is")
    if table.of_type is not None:
        yield _refused(table.name, "its type gives its columns their order")
    if table.partition is not None:
        parent = wanted.table(table.partition.parent)
        if _order(parent) != _order(wanted.table(table.name)):
            yield _refused(table.name, f"a partition that is made anew has the order of {parent.name}")


def _refused(table: Name, reason: str) -> Refusal:
    return Refusal(Kind.TABLE.value, str(table), reason)
