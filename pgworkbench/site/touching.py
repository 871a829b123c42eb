"""Which tables a query touches and which functions it calls, as PostgreSQL's own parser sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.catalog import Catalog, Name
from pgworkbench.workload import Query, Workload


def tables_of(query: Query, catalog: Catalog) -> tuple[Name, ...]:
    """The tables and views that a query names, sorted; a partition counts as its parent. None if it does not parse."""
    parsed = _parsed(query)
    if parsed is None:
        return ()
    defined = {part.ctename for part in postgast.find_nodes(parsed, tree.CommonTableExpr)}
    named = {
        (ref.schemaname, ref.relname)
        for ref in postgast.find_nodes(parsed, tree.RangeVar)
        if ref.schemaname or ref.relname not in defined
    }
    found = {_found(schema, name, catalog) for schema, name in named}
    return tuple(sorted(name for name in found if name is not None))


def functions_of(query: Query, catalog: Catalog) -> tuple[Name, ...]:
    """The functions that somebody made and that a query calls, sorted; without a schema any of that name."""
    parsed = _parsed(query)
    calls = () if parsed is None else postgast.find_nodes(parsed, tree.FuncCall)
    called = {tuple(part.string.sval for part in call.funcname) for call in calls}
    own = {each.name for each in catalog.functions if each.extension is None}
    return tuple(sorted(name for name in own if {(name.schema, name.name), (name.name,)} & called))


def queries_by_table(workload: Workload, catalog: Catalog) -> Mapping[Name, Sequence[Query]]:
    """Each table with the queries that touch it, in the workload's order."""
    touched: dict[Name, list[Query]] = {}
    for query in workload.queries:
        for name in tables_of(query, catalog):
            touched.setdefault(name, []).append(query)
    return touched


def _parsed(query: Query) -> Any:
    try:
        return postgast.parse(query.numbered)
    except postgast.PgQueryError:
        return None


def _found(schema: str, name: str, catalog: Catalog) -> Name | None:
    """The table that is meant; without a schema the one in public, or the only one of that name."""
    if schema or catalog.has_table(Name("public", name)):
        wanted = Name(schema or "public", name)
        return _whole(wanted, catalog) if catalog.has_table(wanted) else None
    others = [table.name for table in catalog.tables if table.name.name == name]
    return _whole(others[0], catalog) if len(others) == 1 else None


def _whole(name: Name, catalog: Catalog) -> Name:
    partition = catalog.table(name).partition
    return name if partition is None else _whole(partition.parent, catalog)
