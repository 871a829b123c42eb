"""The search_path that rows are made under: an application's, whose triggers name tables without a schema.

Where somebody set one (for the database, the role, the session, in the URL), that is what the application has, and it
stays. Where nobody did, each table is filled with its own schema first, then the default, then all other schemas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

_SETTING = "SELECT setting, source <> 'default' FROM pg_catalog.pg_settings WHERE name = 'search_path'"
_SCHEMAS = """
SELECT nspname::text FROM pg_catalog.pg_namespace
 WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' AND has_schema_privilege(oid, 'USAGE') ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class SearchPath:
    """What the session had (`usual`), whether it was set on purpose (`chosen`), and all schemas there are."""

    usual: str
    chosen: bool = True
    schemas: tuple[str, ...] = ()

    def text(self, schema: str) -> str:
        """The setting under which a table of this schema is filled."""
        if self.chosen:
            return self.usual
        others = (each for each in self.schemas if each != schema)
        return ", ".join([_quoted(schema), self.usual, *map(_quoted, others)])

    def take(self, connection: psycopg.Connection[Any], schema: str) -> None:
        """Set it to the end of the transaction."""
        query = sql.SQL("SELECT pg_catalog.set_config('search_path', {}, true)")
        connection.execute(query.format(sql.Literal(self.text(schema))))


def read_path(connection: psycopg.Connection[Any]) -> SearchPath:
    """As the session has it now: before anything is read under another."""
    usual, chosen = connection.execute(_SETTING).fetchone() or ("", True)
    schemas: Iterable[tuple[str]] = connection.execute(_SCHEMAS).fetchall()
    return SearchPath(usual or '""', chosen, tuple(name for (name,) in schemas))


def _quoted(schema: str) -> str:
    return '"' + schema.replace('"', '""') + '"'
