"""A copy to work on that is set as its original is: CREATE DATABASE copies rows, but no setting of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from pgworkbench.server import Database

_SETTINGS = """
SELECT pg_catalog.split_part(pair, '=', 1), pg_catalog.substr(pair, pg_catalog.strpos(pair, '=') + 1)
  FROM pg_catalog.pg_db_role_setting AS s
  JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase, pg_catalog.unnest(s.setconfig) AS pair
 WHERE s.setrole = 0 AND d.datname = %s
"""


@contextmanager
def cloned(database: Database, label: str) -> Iterator[Database]:
    """A copy with the same roles and settings, dropped at the end."""
    with database.server.clone(database, label) as copy:
        with copy.connect(autocommit=True) as connection:
            for name, value in connection.execute(_SETTINGS, [database.name]).fetchall():
                with connection.transaction():
                    connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [name, value])
                    alter = sql.SQL("ALTER DATABASE {} SET {} FROM CURRENT")
                    connection.execute(alter.format(sql.Identifier(copy.name), sql.Identifier(*name.split("."))))
        yield copy
