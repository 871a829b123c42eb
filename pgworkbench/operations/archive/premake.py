"""Partitions made ahead, and rows drained out of the default one.

A row without a partition fails loudly, or lands in the default partition, where no archive finds it and where it bars
the making of the partition that it belongs to (`updated partition constraint … would be violated`). So each partition
is made beside, filled with what the default one holds for it, and attached, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import RefusedError
from pgworkbench.operations.archive.calendar import partition_name
from pgworkbench.operations.archive.partitions import Partitioned, identifier, read_partitioned, settle

_MOST = 1000  # partitions of one run: a row dated 1970 must not make six hundred by surprise, and a loop must end

_SHAPE = """
SELECT c.relrowsecurity, c.relforcerowsecurity, pg_catalog.quote_ident(r.rolname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles r ON r.oid = c.relowner WHERE c.oid = %s::oid
"""
_POLICIES = """
SELECT p.polname::text, p.polpermissive, p.polcmd::text,
       ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) END
               FROM unnest(p.polroles) AS r),
       pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_catalog.pg_policy p WHERE p.polrelid = %s::oid ORDER BY 1
"""
_GRANTS = """
SELECT DISTINCT a.privilege_type,
       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
  FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
 WHERE c.oid = %s::oid AND a.grantee <> c.relowner ORDER BY 1, 2
"""
_COLUMNS = """
SELECT attname::text FROM pg_catalog.pg_attribute
 WHERE attrelid = %s::oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
_COMMANDS: dict[str, LiteralString] = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}

Fill = Callable[[Name], None]


@dataclass(frozen=True, slots=True)
class Range:
    """What a new partition will hold, and under which name."""

    lower: datetime
    upper: datetime
    name: Name


def make_ahead(connection: psycopg.Connection, table: Name, now: datetime, ahead: int) -> tuple[Name, ...]:
    """Make the partition of `now` and of `ahead` steps after it, and one for every row that the default one holds.

    `connection` is in autocommit mode and this call's alone. Returns what was made; nothing if all was there. Rows
    without a date, or dated infinity, stay in the default partition.
    """
    settle(connection)
    made: list[Name] = []
    wanted = read_partitioned(connection, table)
    lower = wanted.floor(now.astimezone(UTC))
    for _ in range(ahead + 1):
        made += _ensure(connection, table, lower)
        lower = wanted.step.after(lower)
    while (stray := _earliest_stray(connection, read_partitioned(connection, table))) is not None:
        if len(made) > _MOST:
            raise RefusedError([f"the default partition of {table} holds rows of more than {_MOST} partitions"])
        new = _ensure(connection, table, read_partitioned(connection, table).floor(stray))
        if not new:
            raise RefusedError(
                [f"the default partition of {table} holds rows of {stray}, and another has part of that time"]
            )
        made += new
    return tuple(made)


def _ensure(connection: psycopg.Connection, table: Name, lower: datetime) -> list[Name]:
    """The partition that begins at `lower`, unless another holds that moment already."""
    parent = read_partitioned(connection, table)
    for part in parent.parts:
        if (part.lower is None or part.lower <= lower) and (part.upper is None or lower < part.upper):
            return []
    made = planned(parent, lower)
    with connection.transaction():
        build(connection, parent, made)
    return [made.name]


def planned(parent: Partitioned, lower: datetime) -> Range:
    """The range that begins at `lower`, in its parent's schema, named as its siblings are."""
    model = parent.model
    sibling = (model.name.name, model.lower) if model and model.lower else None
    schema = model.name.schema if model else parent.name.schema
    name = partition_name(parent.name.name, lower, parent.step, sibling)
    return Range(lower, parent.step.after(lower), Name(schema, name))


def build(connection: psycopg.Connection, parent: Partitioned, made: Range, fill: Fill | None = None) -> None:
    """Make, fill and attach a partition inside the caller's transaction; RefusedError if the server refuses."""
    try:
        # Identity is the parent's to give: a table with one of its own cannot be attached.
        connection.execute(
            sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS)").format(
                identifier(made.name), identifier(parent.name)
            )
        )
        if fill is not None:
            fill(made.name)
        if parent.default is not None:
            _drain(connection, parent, made)
        _attach(connection, parent, made)
        _dress(connection, parent, made.name)
    except psycopg.Error as error:
        raise RefusedError(
            [f"partition {made.name} of {parent.name}: {error.diag.message_primary or error}"]
        ) from error


def _drain(connection: psycopg.Connection, parent: Partitioned, made: Range) -> None:
    """Move what the default partition holds for this range. To every reader the rows stay in the same table, so no
    trigger fires: an audit trail would record deletions that did not happen.
    """
    assert parent.default is not None  # noqa: S101  (the caller looked)
    default, key = identifier(parent.default.name), sql.Identifier(parent.column)
    connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(default))
    within = sql.SQL("{key} >= {lower} AND {key} < {upper}").format(
        key=key, lower=parent.literal(made.lower), upper=parent.literal(made.upper)
    )
    if connection.execute(sql.SQL("SELECT 1 FROM {} WHERE {} LIMIT 1").format(default, within)).fetchone() is None:
        return
    connection.execute("SET LOCAL session_replication_role = replica")
    columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in connection.execute(_COLUMNS, [parent.oid]))
    connection.execute(
        sql.SQL("WITH moved AS (DELETE FROM {} WHERE {} RETURNING {}) INSERT INTO {} ({}) SELECT {} FROM moved").format(
            default, within, columns, identifier(made.name), columns, columns
        )
    )
    connection.execute("SET LOCAL session_replication_role = origin")


def _attach(connection: psycopg.Connection, parent: Partitioned, made: Range) -> None:
    """Attach; a CHECK of the same meaning lets the server skip its scan under the lock."""
    held = sql.SQL("CHECK ({key} IS NOT NULL AND {key} >= {lower} AND {key} < {upper})").format(
        key=sql.Identifier(parent.column), lower=parent.literal(made.lower), upper=parent.literal(made.upper)
    )
    table, check = identifier(made.name), sql.Identifier("pgworkbench_attach")
    connection.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(table, check, held))
    connection.execute(
        sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
            identifier(parent.name), table, parent.literal(made.lower), parent.literal(made.upper)
        )
    )
    connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, check))


def _dress(connection: psycopg.Connection, parent: Partitioned, name: Name) -> None:
    """Owner, row-level security, policies and grants as the latest sibling has them: a bare leaf is a hole."""
    model = parent.model.oid if parent.model else parent.oid
    enabled, forced, owner = connection.execute(_SHAPE, [model]).fetchone() or (False, False, None)
    table = identifier(name)
    if enabled:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table))
    if forced:
        connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(table))
    for policy in connection.execute(_POLICIES, [model]).fetchall():
        connection.execute(_policy(table, policy))
    (made,) = connection.execute(
        "SELECT pg_catalog.to_regclass(%s)::oid", [table.as_string(connection)]
    ).fetchone() or (0,)
    for privilege, grantee in connection.execute(_GRANTS, [made]).fetchall():  # what default privileges gave
        connection.execute(_grant("REVOKE {} ON {} FROM {}", privilege, table, grantee))
    for privilege, grantee in connection.execute(_GRANTS, [parent.model.oid if parent.model else 0]).fetchall():
        connection.execute(_grant("GRANT {} ON {} TO {}", privilege, table, grantee))
    if owner is not None:
        connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(table, _server_text(owner)))


def _policy(table: sql.Composable, policy: tuple[str, bool, str, list[str], str | None, str | None]) -> sql.Composed:
    name, permissive, command, roles, using, check = policy
    parts = [
        sql.SQL("CREATE POLICY {} ON {}").format(sql.Identifier(name), table),
        sql.SQL("AS PERMISSIVE" if permissive else "AS RESTRICTIVE"),
        sql.SQL("FOR ") + sql.SQL(_COMMANDS[command]),
        sql.SQL("TO ") + sql.SQL(", ").join(_server_text(role) for role in roles),
    ]
    if using is not None:
        parts.append(sql.SQL("USING (") + _server_text(using) + sql.SQL(")"))
    if check is not None:
        parts.append(sql.SQL("WITH CHECK (") + _server_text(check) + sql.SQL(")"))
    return sql.SQL(" ").join(parts)


def _grant(form: LiteralString, privilege: str, table: sql.Composable, grantee: str) -> sql.Composed:
    return sql.SQL(form).format(_server_text(privilege), table, _server_text(grantee))


def _server_text(text: str) -> sql.SQL:
    """SQL that the server itself printed, quoted by it: an expression, a role, a privilege."""
    return sql.SQL(text)


def _earliest_stray(connection: psycopg.Connection, parent: Partitioned) -> datetime | None:
    """The earliest finite date in the default partition; None if there is no such row, or no default partition."""
    if parent.default is None:
        return None
    key = sql.Identifier(parent.column)
    row = connection.execute(
        sql.SQL(
            "SELECT min({key})::text FROM {table} WHERE isfinite({key}) AND {key} BETWEEN '0001-01-02' AND '9998-12-31'"
        ).format(key=key, table=identifier(parent.default.name))
    ).fetchone()
    if row is None or row[0] is None:
        return None
    moment = datetime.fromisoformat(row[0])
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
