"""A database with a share of its rows, and all references whole: the smaller sizes from which growth is told.

A table's rows go by a hash of its primary key's first column, or with the row of the largest table that they refer to.
Tables that others refer to beside (dimensions), and small ones, stay whole; so no reference is ever broken,
but for those of a table to itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.catalog import Catalog, Constraint, ConstraintKind, Name, Table, read_catalog
from pgworkbench.server import Database

_SMALL = 1000  # rows: as many at any size
_BUCKETS = 4096
_KEPT = sql.SQL(
    "DELETE FROM {table} WHERE (pg_catalog.hashtextextended({column}::pg_catalog.text, 11) & {mask}) >= {bound}"
)
_FOLLOWED = sql.SQL("DELETE FROM {table} AS c WHERE ({given}) AND NOT EXISTS (SELECT FROM {parent} AS p WHERE {same})")


@dataclass(frozen=True, slots=True)
class _Way:
    """How a table loses rows: with those of another, or by a column's hash; or not at all."""

    parent: Constraint | None = None
    column: str | None = None


@contextmanager
def thinned(database: Database, share: float, rows: Mapping[Name, int]) -> Iterator[Database]:
    """A copy with about `share` of the rows of `database`, dropped at the end; `rows` are those of each table now."""
    with cloned(database, "thin") as copy:
        if share < 1:
            with copy.connect(autocommit=True) as connection:
                catalog = read_catalog(connection)
                connection.execute("SET session_replication_role = replica")  # no triggers, no cascades
                ways = tuple(_ways(catalog, rows))
                for table, way in ways:
                    _thin(connection, table, way, share)
                connection.execute("SET session_replication_role = origin")
                # Not the whole database: that would lock what all databases of the server share.
                for table, _ in ways:
                    connection.execute(sql.SQL("VACUUM (FULL) {}").format(_identifier(table.name)))
                freshen(connection)
        yield copy


def counted(connection: psycopg.Connection[Any], catalog: Catalog) -> dict[Name, int]:
    """The rows of each table, partitions included."""
    found = {}
    for table in catalog.base_tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(_identifier(table.name))).fetchone()
        found[table.name] = int(row[0]) if row else 0
    return found


def _ways(catalog: Catalog, rows: Mapping[Name, int]) -> Iterator[tuple[Table, _Way]]:
    """Each table that loses rows, after those whose rows its own go with."""
    large = {t.name: t for t in catalog.base_tables if rows.get(t.name, 0) > _SMALL}
    leaders = {name: _leader(table, large, rows) for name, table in large.items()}
    beside = {
        key.reference.table
        for table in catalog.base_tables
        for key in table.foreign_keys
        if key.reference is not None and key != leaders.get(table.name)
    }
    done, moved = set[Name](), set[Name]()
    while ready := [n for n in sorted(set(large) - done) if _target(leaders[n]) in {None, *done}]:
        for name in ready:
            done.add(name)
            if name not in beside:
                follows = leaders[name] if _target(leaders[name]) in moved else None
                moved.add(name)
                yield large[name], _Way(follows, _first_key(large[name]))


def _leader(table: Table, large: Mapping[Name, Table], rows: Mapping[Name, int]) -> Constraint | None:
    """The foreign key to the largest other table, if it is one that loses rows."""
    keys = [k for k in table.foreign_keys if k.reference and k.reference.table in large and _other(k, table)]
    return max(keys, key=lambda key: (rows.get(_target(key) or table.name, 0), key.name), default=None)


def _other(key: Constraint, table: Table) -> bool:
    return key.reference is not None and key.reference.table != table.name


def _target(key: Constraint | None) -> Name | None:
    return None if key is None or key.reference is None else key.reference.table


def _first_key(table: Table) -> str | None:
    keys = [*table.of_kind(ConstraintKind.PRIMARY), *table.of_kind(ConstraintKind.UNIQUE)]
    columns = [*(key.columns[0] for key in keys[:1]), *(column.name for column in table.columns)]
    return columns[0] if columns else None


def _thin(connection: psycopg.Connection[Any], table: Table, way: _Way, share: float) -> None:
    name = _identifier(table.name)
    if way.parent is not None and way.parent.reference is not None:
        pairs = list(zip(way.parent.columns, way.parent.reference.columns, strict=True))
        same = [sql.SQL("p.{} = c.{}").format(sql.Identifier(b), sql.Identifier(a)) for a, b in pairs]
        given = [sql.SQL("c.{} IS NOT NULL").format(sql.Identifier(a)) for a, _ in pairs]
        parent = _identifier(way.parent.reference.table)
        both = sql.SQL(" AND ").join(given), sql.SQL(" AND ").join(same)
        connection.execute(_FOLLOWED.format(table=name, parent=parent, given=both[0], same=both[1]))
    elif way.column is not None:
        bound = sql.Literal(round(_BUCKETS * share))
        column, mask = sql.Identifier(way.column), sql.Literal(_BUCKETS - 1)
        connection.execute(_KEPT.format(table=name, column=column, mask=mask, bound=bound))


def _identifier(name: Name) -> sql.Identifier:
    return sql.Identifier(name.schema, name.name)
