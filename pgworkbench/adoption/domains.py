"""Domains for a database that has none: groups found from its foreign keys, as modules, in dependency order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pgworkbench.adoption import python
from pgworkbench.catalog import Catalog, Name, Table
from pgworkbench.diagram import groups_of_catalog

_TAKEN = frozenset({"base", "sql", "workloads", "migrations", "metadata", "brief"})
_SHOWN = 4
T = TypeVar("T", str, Name)


@dataclass(frozen=True, slots=True)
class DomainPlan:
    """A domain to be written: its module, and its tables so that each comes after those that it refers to."""

    module: str
    tables: tuple[Table, ...]

    @property
    def title(self) -> str:
        """One sentence: which tables."""
        names = [str(table.name) for table in self.tables]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        return f"{self.module.replace('_', ' ').strip().capitalize()}: {', '.join(names[:_SHOWN])}{more}"


def propose(catalog: Catalog, tables: Collection[Table]) -> tuple[DomainPlan, ...]:
    """The domains of these tables, each after those to which it refers, where that is possible."""
    groups = groups_of_catalog(catalog)
    members: dict[str, list[Table]] = defaultdict(list)
    for table in sorted(tables, key=lambda table: table.name):
        members[groups.get(str(table.name), "other")].append(table)
    modules: dict[str, str] = {}
    for group in sorted(members):
        modules[group] = python.identifier(group, {*_TAKEN, *modules.values()}, fallback="domain")
    homes = {table.name: group for group, inside in members.items() for table in inside}
    needs = {group: _needed(inside, homes) - {group} for group, inside in members.items()}
    ordered = in_order(members, needs)
    return tuple(DomainPlan(modules[group], _tables_in_order(members[group])) for group in ordered)


def _needed(tables: Iterable[Table], homes: Mapping[Name, str]) -> set[str]:
    targets = (key.reference.table for table in tables for key in table.foreign_keys if key.reference is not None)
    return {homes[target] for target in targets if target in homes}


def _tables_in_order(tables: Collection[Table]) -> tuple[Table, ...]:
    by_name = {table.name: table for table in tables}
    needs = {
        table.name: {key.reference.table for key in table.foreign_keys if key.reference is not None} & by_name.keys()
        for table in tables
    }
    return tuple(by_name[name] for name in in_order(by_name, needs))


def in_order(items: Iterable[T], needs: Mapping[T, Collection[T]]) -> list[T]:
    """Each after what it needs; where that goes round in a circle, the one that lacks least comes first."""
    waiting = sorted(items)
    done: list[T] = []
    while waiting:
        best = min(waiting, key=lambda item: (len({*needs[item]} - {*done, item}), item))
        waiting.remove(best)
        done.append(best)
    return done
