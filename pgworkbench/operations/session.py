"""One query of the workload, once, on a copy: as its role, with its settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg import sql

from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import Parameters, accept_values, draw

_STATEMENT_SECONDS = 30
_SETTINGS = """
SELECT pg_catalog.split_part(pair, '=', 1), pg_catalog.substr(pair, pg_catalog.strpos(pair, '=') + 1)
  FROM pg_catalog.pg_db_role_setting AS s
  JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase, pg_catalog.unnest(s.setconfig) AS pair
 WHERE s.setrole = 0 AND d.datname = %s
"""


def settings_of(database: Database) -> dict[str, str]:
    """What ALTER DATABASE set: a copy of the database does not have it."""
    with database.connect(autocommit=True) as connection:
        return dict(connection.execute(_SETTINGS, [database.name]).fetchall())


@contextmanager
def copied(database: Database, label: str) -> Iterator[psycopg.Connection]:
    """A connection (autocommit) to a copy that may be changed, set as the original is; dropped at the end."""
    settings = settings_of(database)
    with database.server.clone(database, label) as copy, copy.connect(autocommit=True) as connection:
        accept_values(connection)
        for name, value in {**settings, "statement_timeout": f"{_STATEMENT_SECONDS}s"}.items():
            connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", [name, value])
        yield connection


def enter(connection: psycopg.Connection, roles: Mapping[str, str], query: Query, values: Parameters) -> None:
    """Inside a transaction: become who the query is sent by."""
    if query.role is not None:
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(roles.get(query.role, query.role))))
    if settings := query.settings_for({name: value.text for name, value in values.items()}):
        each = sql.SQL("pg_catalog.set_config({}, {}, true)")
        pairs = [each.format(sql.Literal(name), sql.Literal(value)) for name, value in settings]
        connection.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(pairs)))


def drawn(connection: psycopg.Connection, workload: Workload, sets: int) -> Iterator[tuple[Query, Parameters]]:
    """At most `sets` sets of values of each query; queries whose params fail or yield nothing are passed over."""
    for query in workload.queries:
        try:
            found = draw(connection, query, sets)
        except psycopg.Error:
            continue
        yield from ((query, values) for values in found if all(name in values for name in query.parameters))
