"""Before anything is measured: statistics that the planner can trust, and pages known to be visible to all."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name

# A table is stale if it was never analysed, if a tenth of it changed since, or if no page is known to be all-visible
# (an index-only scan would then look at every row). Reading the catalog costs nothing; VACUUM ANALYZE may.
_STALE = """
SELECT n.nspname, c.relname
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
 WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
   AND (c.reltuples < 0
        OR c.relkind <> 'p' AND c.relpages > 0 AND c.relallvisible = 0
        OR s.n_mod_since_analyze > 0.1 * greatest(c.reltuples, 1))
 ORDER BY 1, 2
"""


def freshen(connection: psycopg.Connection[Any]) -> tuple[Name, ...]:
    """VACUUM ANALYZE of every table whose statistics are stale; their names. The connection must be in autocommit."""
    stale = tuple(Name(schema, table) for schema, table in connection.execute(_STALE))
    for name in stale:
        connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(name.schema, name.name)))
    return stale


def sweep(connection: psycopg.Connection[Any], tables: tuple[Name, ...]) -> None:
    """Remove the dead rows that rolled-back writes left in `tables`, so that the next query does not pay for them."""
    for name in tables:
        connection.execute(sql.SQL("VACUUM {}").format(sql.Identifier(name.schema, name.name)))
