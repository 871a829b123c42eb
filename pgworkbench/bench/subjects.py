"""Which indexes to leave out for which query: those that claim to serve it, or all of the tables that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg

from pgworkbench.bench.plan import Node, indexes_used, tables_deleted_from, tables_touched, tables_written
from pgworkbench.catalog import Action, Catalog, Constraint, Index, Name, Table
from pgworkbench.errors import UnknownNameError

# An index of a partitioned table is as large as all its partitions' indexes together.
_SIZES = """
WITH RECURSIVE tree AS (
    SELECT oid AS root, oid AS leaf FROM pg_catalog.pg_class WHERE relkind IN ('i', 'I') AND NOT relispartition
    UNION ALL
    SELECT t.root, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.leaf)
SELECT n.nspname, c.relname, sum(pg_catalog.pg_relation_size(t.leaf))::bigint
  FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.root JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Indexes:
    """The indexes of a catalog, as one may or may not leave them out."""

    catalog: Catalog

    @cached_property
    def droppable(self) -> Mapping[Name, Table]:
        """Each index that can be dropped by itself (it stands behind no constraint), with its table."""
        pairs = ((table, index) for table in self.catalog.tables for index in table.indexes)
        return {_name(t, i): t for t, i in pairs if i.constraint is None and not i.primary and i.parent is None}

    @cached_property
    def optional(self) -> frozenset[Name]:
        """The droppable ones that are no rule either: a unique index is kept whatever it costs."""
        pairs = ((table, index) for table in self.catalog.tables for index in table.indexes)
        return frozenset(_name(t, i) for t, i in pairs if not i.unique and _name(t, i) in self.droppable)

    @cached_property
    def _parents(self) -> Mapping[Name, Name]:
        pairs = ((table, index) for table in self.catalog.tables for index in table.indexes)
        return {_name(t, i): i.parent for t, i in pairs if i.parent is not None}

    def root(self, index: Name) -> Name:
        """The index that somebody declared: for a partition's, that of the partitioned table."""
        while index in self._parents:
            index = self._parents[index]
        return index

    def used_by(self, plan: Node) -> tuple[Name, ...]:
        """The declared indexes that a plan reads, sorted."""
        return tuple(sorted({self.root(index) for index in indexes_used(plan)}))

    def touched_by(self, plans: Iterable[Node]) -> tuple[Name, ...]:
        """The droppable indexes on every table that any of the plans reads or writes, sorted."""
        return self._on({name for plan in plans for name in tables_touched(plan)})

    def maintained_by(self, plans: Iterable[Node]) -> tuple[Name, ...]:
        """The droppable indexes on every table that any of the plans writes, sorted."""
        return self._on({name for plan in plans for name in tables_written(plan)})

    def followed_by(self, plans: Iterable[Node]) -> tuple[Name, ...]:
        """The droppable indexes by which the rows that refer to deleted ones are found, sorted."""
        found = {
            _name(table, index)
            for table, key in self.references(plans)
            for index in table.indexes
            if set(index.columns[: len(key.columns)]) == set(key.columns) and index.method == "btree"
        }
        return tuple(sorted(found & set(self.droppable)))

    def references(self, plans: Iterable[Node]) -> tuple[tuple[Table, Constraint], ...]:
        """Each foreign key that is looked into when rows are deleted, with its table; through cascades, too."""
        deleted = [self.root_table(name) for plan in plans for name in tables_deleted_from(plan)]
        found: dict[tuple[Name, str], tuple[Table, Constraint]] = {}
        while deleted:
            for table, key in self.catalog.references_to(deleted.pop()):
                if (table.name, key.name) not in found:
                    found[table.name, key.name] = table, key
                    if key.reference is not None and key.reference.on_delete is Action.CASCADE:
                        deleted.append(table.name)
        return tuple(found.values())

    def named(self, text: str) -> Name:
        """The index called `text` (or `schema.text`); UnknownNameError if there is none or there are several."""
        known = {_name(t, i) for t in self.catalog.tables for i in t.indexes}
        found = [name for name in known if text in {name.name, str(name), f"{name.schema}.{name.name}"}]
        if len(found) != 1:
            raise UnknownNameError("index", text, [f"{n.schema}.{n.name}" for n in found] or [str(n) for n in known])
        return found[0]

    def _on(self, tables: set[Name]) -> tuple[Name, ...]:
        roots = {self.root_table(name) for name in tables}
        return tuple(sorted(index for index, table in self.droppable.items() if table.name in roots | tables))

    def root_table(self, name: Name) -> Name:
        """The table that somebody declared: for a partition, the partitioned one."""
        while name in self._table_parents:
            name = self._table_parents[name]
        return name

    @cached_property
    def _table_parents(self) -> Mapping[Name, Name]:
        return {t.name: t.partition.parent for t in self.catalog.tables if t.partition is not None}


@dataclass(frozen=True, slots=True)
class Claims:
    """Which droppable indexes claim to serve each query, and what could not be taken at its word."""

    by_query: Mapping[str, tuple[Name, ...]]
    notes: tuple[str, ...] = ()


def resolve(claims: Mapping[str, tuple[str, ...]], indexes: Indexes, queries: Iterable[str]) -> Claims:
    """Claims by query. An index behind a constraint is never left out, and a note says so."""
    wanted, notes = set(queries), []
    by_query: dict[str, list[Name]] = {}
    for text in sorted(claims):
        name = indexes.named(text)
        served = [query for query in claims[text] if query in wanted]
        if served and name not in indexes.droppable:
            notes.append(f"{name} stands behind a constraint or is a partition's: it is never left out")
            continue
        for query in served:
            by_query.setdefault(query, []).append(name)
    return Claims({query: tuple(names) for query, names in by_query.items()}, tuple(notes))


def sizes(connection: psycopg.Connection[Any]) -> dict[Name, int]:
    """Bytes of each index on disk, partitions included."""
    return {Name(schema, name): size for schema, name, size in connection.execute(_SIZES)}


def _name(table: Table, index: Index) -> Name:
    return Name(table.name.schema, index.name)
