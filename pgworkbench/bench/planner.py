"""The planner's settings of somebody's server, taken over by our copy: other costs would choose other plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.server import Database

# As a session of the user's gets them: what its database or role is set to is in them. Names of a server's files,
# or how it writes WAL, are not: they are its owner's affair. Statistics targets are: ANALYZE makes the statistics.
_PLANNING = """
SELECT name, pg_catalog.current_setting(name)
  FROM pg_catalog.pg_settings
 WHERE category LIKE 'Query Tuning%'
    OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers_per_gather', 'parallel_leader_participation',
                'effective_io_concurrency', 'temp_buffers')
"""


def planning(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """What bears on plans there, by the setting's name."""
    return dict(connection.execute(_PLANNING).fetchall())


def adopt(database: Database, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Make them the settings of `database` (ours), which clones of it have too; the names of those that differed.

    What this server does not know, being of another version, is left out.
    """
    changed = []
    with database.connect(autocommit=True) as connection:
        here = planning(connection)
        for name, value in sorted(settings.items()):
            if here.get(name, value) != value and _set(connection, database.name, name, value):
                changed.append(name)
    return tuple(changed)


def _set(connection: psycopg.Connection[Any], database: str, name: str, value: str) -> bool:
    alter = sql.SQL("ALTER DATABASE {} SET {} = {}")
    try:
        connection.execute(alter.format(sql.Identifier(database), sql.Identifier(name), sql.Literal(value)))
    except psycopg.Error:
        return False
    return True
