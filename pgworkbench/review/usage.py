"""What the workload does with the tables: which it reads and changes, how often, and by which columns.

Columns are told by name alone, wherever they stand in a query that names the table: a rule that asks whether a column
is used errs on the side of "yes".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.catalog import Catalog, Name
from pgworkbench.workload import Query, Workload

_AGGREGATES = {"count", "sum", "avg", "min", "max"}


@dataclass(frozen=True, slots=True)
class Change:
    """What one query does to one table: `sets` columns, some `relative` to what they were, some `given` as parameters.

    `compared` are the columns of its WHERE; an upsert's are the columns of its conflict.
    """

    table: Name
    verb: str  # insert, update, delete
    sets: frozenset[str] = frozenset()
    relative: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    compared: frozenset[str] = frozenset()
    upsert: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """One query: the relations and columns that it names, and what it changes."""

    query: Query
    relations: frozenset[Name]
    columns: frozenset[str]
    changes: tuple[Change, ...]
    aggregates: bool

    @property
    def per_hour(self) -> float:
        """Calls per hour; 0 if nobody said."""
        return self.query.calls_per_hour or 0.0


@dataclass(frozen=True, slots=True)
class Usage:
    """All queries of a workload."""

    uses: tuple[Use, ...] = ()

    def of(self, table: Name) -> tuple[Use, ...]:
        """The queries that name a table."""
        return tuple(use for use in self.uses if table in use.relations)

    def changes(self, table: Name, verb: str) -> Iterator[tuple[Use, Change]]:
        """The changes of one kind to a table."""
        for use in self.of(table):
            yield from ((use, change) for change in use.changes if change.table == table and change.verb == verb)

    def writes_per_hour(self, table: Name) -> float:
        """How often a table is changed."""
        return sum(use.per_hour for use in self.of(table) if any(change.table == table for change in use.changes))


def read_usage(workload: Workload, catalog: Catalog) -> Usage:
    """What a workload does with the relations of a catalog."""
    names: dict[str, Name] = {}
    for table in catalog.tables:
        if table.name.name not in names or table.name.schema == "public":
            names[table.name.name] = table.name
    known = {table.name for table in catalog.tables}
    return Usage(tuple(_use(query, names, known) for query in workload.queries))


def _use(query: Query, names: Mapping[str, Name], known: set[Name]) -> Use:
    parsed = postgast.parse(query.numbered)

    def named(relation: Any) -> Name | None:
        if not relation.schemaname:
            return names.get(relation.relname)
        full = Name(relation.schemaname, relation.relname)
        return full if full in known else None

    relations = {named(relation) for relation in postgast.find_nodes(parsed, tree.RangeVar)}
    calls = {call.funcname[-1].string.sval for call in postgast.find_nodes(parsed, tree.FuncCall)}
    changes = tuple(
        read(table, statement)
        for node, read in _READERS.items()
        for statement in postgast.find_nodes(parsed, node)
        if (table := named(statement.relation)) is not None
    )
    return Use(
        query,
        frozenset(name for name in relations if name is not None),
        frozenset(_columns(parsed)),
        changes,
        bool(calls & _AGGREGATES),
    )


def _columns(node: Any) -> Iterator[str]:
    for column in postgast.find_nodes(node, tree.ColumnRef):
        yield from (field.string.sval for field in column.fields if field.WhichOneof("node") == "string")
    for target in postgast.find_nodes(node, tree.ResTarget):
        if target.name:
            yield target.name


def _update(table: Name, statement: Any) -> Change:
    compared = frozenset(_columns(statement.where_clause))
    return Change(table, "update", *_assigned(statement.target_list), compared)


def _insert(table: Name, statement: Any) -> Change:
    """An upsert is an update of the rows that it meets."""
    conflict = statement.on_conflict_clause
    if not conflict.target_list:
        return Change(table, "insert")
    keys = {each.index_elem.name for each in conflict.infer.index_elems}
    return Change(table, "update", *_assigned(conflict.target_list), frozenset(keys), upsert=True)


def _delete(table: Name, statement: Any) -> Change:
    return Change(table, "delete", compared=frozenset(_columns(statement.where_clause)))


def _assigned(targets: Any) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The columns that are set, those set to something made of what they were, and those set by a parameter."""
    sets = {target.res_target.name: target.res_target.val for target in targets}
    relative = {
        name
        for name, value in sets.items()
        if any(_is_own(column, name) for column in postgast.find_nodes(value, tree.ColumnRef))
    }
    given = {name for name, value in sets.items() if next(iter(postgast.find_nodes(value, tree.ParamRef)), None)}
    return frozenset(sets), frozenset(relative), frozenset(given)


def _is_own(column: Any, name: str) -> bool:
    words = [field.string.sval for field in column.fields]
    return words[-1] == name and "excluded" not in words


_READERS = {tree.UpdateStmt: _update, tree.InsertStmt: _insert, tree.DeleteStmt: _delete}
