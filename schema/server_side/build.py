"""The DDL events: in which order `metadata.create_all(connection)` builds what stands beside the tables.

Before the tables: roles, schemas, extensions, and, acting as the owner from here on, the functions that defaults,
policies and triggers call. After each table: its own. After all: the functions whose bodies read tables, and erasure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, MetaData, Table, event

from schema.server_side import erasure
from schema.server_side import table as table_side
from schema.server_side.compose import Sql, compose, ddl
from schema.server_side.functions import Function, read_function
from schema.server_side.roles import ROLES, make_roles, make_schemas

CONVENTIONS = (
    "current_tenant_id",
    "current_user_id",
    "current_request_id",
    "shows_deleted",
    "make_uuid",
    "touch_row",
    "enforce_transition",
    "shorten_name",
    "make_partition",
    "make_partitions",
    "archive_partition",
    "drop_archived",
)


def listen_to_metadata(metadata: MetaData) -> None:
    """Build what stands around the tables whenever they are created."""
    event.listen(metadata, "before_create", _before)
    event.listen(metadata, "after_create", _after)


def listen_to_table(table: Table) -> None:
    """Build what belongs to a table right after it."""
    event.listen(table, "after_create", _after_table)


def _before(metadata: MetaData, connection: Connection, **_: Any) -> None:
    _run(connection, make_roles())
    _run(connection, make_schemas())
    _run(connection, _extensions(metadata))
    _run(connection, [compose("SET ROLE {owner}", owner=ROLES["owner"])])
    _run(connection, (s for f in _functions(metadata) if not f.after_tables for s in f.statements()))


def _after(metadata: MetaData, connection: Connection, **_: Any) -> None:
    _run(connection, (s for f in _functions(metadata) if f.after_tables for s in f.statements()))
    _run(connection, erasure.statements(metadata))
    _run(connection, [Sql("RESET ROLE")])


def _after_table(table: Table, connection: Connection, **_: Any) -> None:
    _run(connection, table_side.statements(table))


def _functions(metadata: MetaData) -> list[Function]:
    return [read_function(name) for name in (*CONVENTIONS, *metadata.info["functions"])]


def _extensions(metadata: MetaData) -> Iterator[Sql]:
    for name in sorted(set(metadata.info["extensions"])):
        yield compose("CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public", name=name)


def _run(connection: Connection, statements: Iterable[Sql]) -> None:
    for statement in statements:
        connection.execute(ddl(statement))
