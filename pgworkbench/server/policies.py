"""Row-level security policies as values: read from one cluster, made in another where roles have other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

_POLICIES = """
SELECT n.nspname, c.relname, p.polname, p.polpermissive, p.polcmd::text, 0 = ANY (p.polroles),
       ARRAY(SELECT r.rolname::text FROM pg_catalog.unnest(p.polroles) AS o
               JOIN pg_catalog.pg_roles AS r ON r.oid = o ORDER BY 1),
       pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_catalog.pg_policy AS p
  JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 ORDER BY 1, 2, 3
"""
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy; `using` and `check` are the server's own words, with every name qualified."""

    schema: str
    table: str
    name: str
    permissive: bool
    command: str
    everyone: bool
    roles: tuple[str, ...]
    using: str | None
    check: str | None

    def create(self, names: Mapping[str, str]) -> sql.Composed:
        """CREATE POLICY with `names` in place of the roles: those that it is for, and those that it compares with."""
        roles = [sql.Identifier(names[role]) for role in self.roles] + [sql.SQL("PUBLIC")] * self.everyone
        made = sql.SQL("CREATE POLICY {} ON {} AS {} FOR {} TO {}").format(
            sql.Identifier(self.name),
            sql.Identifier(self.schema, self.table),
            sql.SQL("PERMISSIVE" if self.permissive else "RESTRICTIVE"),
            sql.SQL(_COMMANDS[self.command]),
            sql.SQL(", ").join(roles),
        )
        if self.using is not None:
            made += sql.SQL(" USING ({})").format(_written(_renamed(self.using, names)))
        if self.check is not None:
            made += sql.SQL(" WITH CHECK ({})").format(_written(_renamed(self.check, names)))
        return made


def read_policies(connection: psycopg.Connection[Any]) -> tuple[Policy, ...]:
    """Every policy of the database, in order of their names; within a transaction, whose search path is left empty."""
    connection.execute("SELECT pg_catalog.set_config('search_path', '', true)")
    return tuple(
        Policy(schema, table, name, permissive, command, everyone, tuple(roles), using, check)
        for schema, table, name, permissive, command, everyone, roles, using, check in connection.execute(_POLICIES)
    )


def _renamed(expression: str, names: Mapping[str, str]) -> str:
    """With the roles that it names as such (`'x'::name`); a word or a text that only looks like one stays."""
    for role, here in names.items():
        quoted = "'" + role.replace("'", "''") + "'"
        for kind in ("::name", "::regrole"):
            expression = expression.replace(f"{quoted}{kind}", f"'{here}'{kind}")
    return expression


def _written(text: str) -> sql.SQL:
    """SQL that a server printed."""
    return sql.SQL(text)
