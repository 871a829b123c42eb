"""Fillfactor: how many updates find room on their own page and need no new index entry (HOT), with and without it.

Counted, not timed: the same updates of the workload on two copies, one of which was rewritten with free space.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Name, TableKind
from pgworkbench.operations.session import copied, drawn, enter
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import Parameters

FILLFACTOR = 90
_SETS = 50  # sets of values of each write
_GAIN = 0.1  # of all updates: less is not worth a tenth of the table's space
_ENOUGH = 20  # updates of a table: a share of fewer means little
_COUNTED = """
SELECT schemaname::text, relname::text, n_tup_upd, n_tup_hot_upd
  FROM pg_catalog.pg_stat_xact_user_tables WHERE n_tup_upd > 0
"""


@dataclass(frozen=True, slots=True)
class Hot:
    """One table: of so many `updates`, how many were HOT with full pages and with FILLFACTOR; `proposed` if it pays."""

    table: Name
    updates: int
    full: int
    spaced: int

    @property
    def proposed(self) -> bool:
        """Whether free space turns at least a tenth of the updates into HOT ones."""
        return self.updates >= _ENOUGH and self.spaced - self.full >= _GAIN * self.updates


def measure_hot(database: Database, catalog: Catalog, workload: Workload) -> tuple[Hot, ...]:
    """Every table that the workload's writes update, by triggers too; the most updates first."""
    writes = Workload(tuple(query for query in workload.queries if query.kind is QueryKind.WRITE))
    with copied(database, "full") as connection:
        calls = list(drawn(connection, writes, _SETS))
        full = _run(connection, database.roles, calls)
    tables = [table.name for table in catalog.tables if table.kind is TableKind.TABLE and table.name in full]
    with copied(database, "spaced") as connection:
        _space(connection, tables)
        spaced = _run(connection, database.roles, calls)
    found = (Hot(name, full[name][0], full[name][1], spaced.get(name, (0, 0))[1]) for name in tables)
    return tuple(sorted(found, key=lambda each: (-each.updates, each.table)))


def _space(connection: psycopg.Connection, tables: list[Name]) -> None:
    """Rewritten with free space on every page."""
    for name in tables:
        table = sql.Identifier(name.schema, name.name)
        connection.execute(sql.SQL("ALTER TABLE {} SET (fillfactor = {})").format(table, sql.Literal(FILLFACTOR)))
        connection.execute(sql.SQL("VACUUM (FULL, ANALYZE) {}").format(table))


def _run(
    connection: psycopg.Connection, roles: Mapping[str, str], calls: list[tuple[Query, Parameters]]
) -> dict[Name, tuple[int, int]]:
    updates: Counter[Name] = Counter()
    hot: Counter[Name] = Counter()
    for query, values in calls:
        for name, count, of_them in _counted(connection, roles, query, values):
            updates[name] += count
            hot[name] += of_them
    return {name: (count, hot[name]) for name, count in updates.items()}


def _counted(
    connection: psycopg.Connection, roles: Mapping[str, str], query: Query, values: Parameters
) -> Iterator[tuple[Name, int, int]]:
    """Updates of one call, which is kept; a call that the rows refuse counts for nothing."""
    try:
        with connection.transaction():
            before = _so_far(connection)
            enter(connection, roles, query, values)
            connection.execute(query.statement.encode(), dict(values))
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            after = _so_far(connection)
    except psycopg.Error:
        return
    for name, (count, hot) in after.items():
        already = before.get(name, (0, 0))
        yield name, count - already[0], hot - already[1]


def _so_far(connection: psycopg.Connection) -> dict[Name, tuple[int, int]]:
    """What this session has counted and not yet handed in: only a difference within a transaction means anything."""
    rows = connection.execute(_COUNTED).fetchall()
    return {Name(schema, table): (count, hot) for schema, table, count, hot in rows}
