"""Tables and views from their rows, put together from parts that were grouped by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, TypeVar

from pgworkbench.catalog.model import Column, Grant, Name, Partition, Table, TableKind
from pgworkbench.catalog.reading.facts import Facts
from pgworkbench.catalog.reading.indexes import index_maker
from pgworkbench.catalog.reading.parts import column, constraint, policy, rule, statistics, trigger
from pgworkbench.catalog.reading.snapshot import Fetch, Row

V = TypeVar("V")
Grouped = Mapping[int, tuple[V, ...]]
_VIEWS = {TableKind.VIEW, TableKind.MATERIALIZED_VIEW}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are fetched first, because other values refer to their names."""

    relations: list[Row]
    columns: list[Row]
    constraints: list[Row]


def by_relation(rows: Iterable[Row], make: Callable[[Row], V | None]) -> Grouped[V]:
    """Values made of rows, grouped by `row.relation`, in the rows' order; what has gone (None) is left out."""
    groups: dict[int, list[V]] = defaultdict(list)
    for row in rows:
        value = make(row)
        if value is not None:
            groups[row.relation].append(value)
    return {oid: tuple(values) for oid, values in groups.items()}


def read_columns(rows: Iterable[Row], facts: Facts) -> Grouped[Column]:
    """The columns of every relation and composite type, in order."""
    return by_relation(rows, lambda row: column(row, facts))


def read_tables(fetch: Fetch, rows: Rows, columns: Grouped[Column], facts: Facts) -> tuple[Table, ...]:
    """Every table and view with all that belongs to it, by name."""
    parts = {"columns": columns, **_parts(fetch, rows, facts)}
    grants = _column_grants(facts)
    tables = []
    for row in rows.relations:
        table = _table(row, facts)
        if table is not None:
            own: dict[str, Any] = {name: values.get(row.oid, ()) for name, values in parts.items()}
            own["replica_index"] = next(iter(own["replica_index"]), None)
            tables.append(replace(table, **own, grants=table.grants + grants.get(row.oid, ())))
    return tuple(sorted(tables, key=attrgetter("name")))


def _parts(fetch: Fetch, rows: Rows, facts: Facts) -> dict[str, Grouped[Any]]:
    indexes = fetch("indexes")

    def named(source: Iterable[Row], make: Callable[[Row, Facts], V | None]) -> Grouped[V]:
        found = by_relation(source, lambda row: make(row, facts))
        return {oid: tuple(sorted(values, key=attrgetter("name"))) for oid, values in found.items()}

    return {
        "constraints": named((row for row in rows.constraints if row.relation), constraint),
        "indexes": named(indexes, index_maker(fetch("index_keys"))),
        "replica_index": by_relation(indexes, lambda row: row.name if row.replica_identity else None),
        "triggers": named(fetch("triggers"), trigger),
        "policies": named(fetch("policies"), policy),
        "rules": named(fetch("rules"), rule),
        "statistics": named(fetch("statistics"), statistics),
    }


def _column_grants(facts: Facts) -> Grouped[Grant]:
    """Grants on columns, by table, in the order of the columns."""
    grants: dict[int, list[Grant]] = defaultdict(list)
    for (catalog, oid, part), found in sorted(facts.grants.items(), key=lambda item: item[0]):
        if catalog == "pg_class" and part:
            (name,) = facts.names(oid, [part])
            grants[oid] += [replace(grant, column=name) for grant in found]
    return {oid: tuple(found) for oid, found in grants.items()}


def _table(row: Row, facts: Facts) -> Table | None:
    kind = TableKind(row.kind)
    if kind in _VIEWS and row.definition is None:
        return None
    parents = tuple(facts.relation(oid) for oid in row.parents)
    return Table(
        name=Name(row.schema, row.name),
        kind=kind,
        row_security=row.row_security,
        force_row_security=row.force_row_security,
        partition_key=row.partition_key,
        partition=Partition(parents[0], row.bound) if row.partition and row.bound else None,
        inherits=() if row.partition else parents,
        definition=row.definition,
        options=tuple(row.options),
        persistence=row.persistence,
        replica_identity=row.replica_identity,
        access_method=row.access_method,
        tablespace=row.tablespace,
        of_type=Name(row.type_schema, row.type_name) if row.type_name else None,
        server=row.server,
        server_options=tuple(row.server_options or ()),
        populated=row.populated,
        rows=row.rows,
        bytes=row.bytes,
        index_bytes=row.index_bytes,
        **facts.common("pg_class", row),
    )
