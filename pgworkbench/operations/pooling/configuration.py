"""PgBouncer's files: its configuration, and the function in the database that it asks for users."""

from __future__ import annotations

from pathlib import Path
from string import Template

from psycopg import sql

from pgworkbench.operations.pooling.prepared import SINCE
from pgworkbench.operations.pooling.sizing import PoolSize

_FOLDER = Path(__file__).parent


def configuration(database: str, pool: PoolSize, version: tuple[int, int] | None = None) -> str:
    """`pgbouncer.ini` for one database; `version` (1, 18) leaves out what that PgBouncer does not know."""
    prepares = version is None or version >= SINCE
    return Template((_FOLDER / "pgbouncer.ini").read_text(encoding="utf-8")).substitute(
        notes="\n".join(f"; {note}." for note in pool.notes),
        prepared_since=", max_prepared_statements by 1.21 and newer" if prepares else "",
        prepared="" if prepares else ";",
        database=_quoted(database),
        dbname=_quoted_value(database),
        host="/run/postgresql",
        max_client_conn=pool.max_client_conn,
        default_pool_size=pool.default_pool_size,
        reserve_pool_size=pool.reserve_pool_size,
        max_db_connections=pool.default_pool_size + pool.reserve_pool_size,
        files=pool.files,
    )


def user_lookup(role: str = "pgbouncer") -> str:
    """SQL that makes the function for `auth_query`, which `role` alone may call."""
    template = Template((_FOLDER / "user_lookup.sql").read_text(encoding="utf-8"))
    return template.substitute(role=sql.Identifier(role).as_string(None), role_text=sql.Literal(role).as_string(None))


def _quoted(name: str) -> str:
    """A database's name as PgBouncer's own file wants it."""
    return name if name.replace("_", "").isalnum() and name.isascii() else '"' + name.replace('"', '""') + '"'


def _quoted_value(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else "'" + name.replace("'", "''") + "'"
