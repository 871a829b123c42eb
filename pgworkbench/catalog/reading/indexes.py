"""Indexes and their keys from their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from pgworkbench.catalog.model import Index, IndexKey, Name
from pgworkbench.catalog.reading.facts import Facts
from pgworkbench.catalog.reading.parts import optional_name
from pgworkbench.catalog.reading.snapshot import Row


def index_maker(key_rows: list[Row]) -> Callable[[Row, Facts], Index | None]:
    """A function that makes an index of its row, with the keys at hand."""
    keys: dict[int, list[IndexKey]] = defaultdict(list)
    for row in key_rows:
        keys[row.index].append(_key(row))
    return lambda row, facts: _index(row, tuple(keys[row.oid]), facts)


def _key(row: Row) -> IndexKey:
    return IndexKey(
        column=row.column_,
        expression=row.expression or "",
        opclass=Name(row.opclass_schema, row.opclass_name),
        default_opclass=row.default_opclass,
        descending=row.descending,
        nulls_first=row.nulls_first,
        collation=optional_name(row.collation_schema, row.collation_name),
        statistics_target=row.statistics_target,
        options=tuple(row.options or ()),
    )


def _index(row: Row, keys: tuple[IndexKey, ...], facts: Facts) -> Index | None:
    if row.definition is None:
        return None
    return Index(
        name=row.name,
        method=row.method,
        keys=keys,
        definition=row.definition,
        unique=row.unique_,
        primary=row.primary_,
        include=facts.names(row.relation, row.include),
        predicate=row.predicate,
        nulls_not_distinct=row.nulls_not_distinct,
        valid=row.valid,
        constraint=row.constraint_,
        parent=optional_name(row.parent_schema, row.parent_name),
        options=tuple(row.options),
        clustered=row.clustered,
        tablespace=row.tablespace,
        bytes=row.bytes,
        scans=row.scans,
        comment=facts.comment("pg_class", row.oid),
    )
