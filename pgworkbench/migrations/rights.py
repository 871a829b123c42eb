"""What the role that runs files may do: asked of the server for each object that the files name and that exists.

What only comes with the files themselves is theirs. What a block puts together from text cannot be asked before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import psycopg
from postgast import pg_query_pb2 as tree
from psycopg import sql

from pgworkbench.migrations.ledger import Ledger
from pgworkbench.migrations.reading import Read
from pgworkbench.migrations.verdicts import Verdict, failed, passed

_ROLE: LiteralString = """
SELECT rolname, rolsuper, rolcreaterole, pg_catalog.has_database_privilege(current_database(), 'CREATE')
  FROM pg_catalog.pg_roles WHERE rolname = current_user
"""
_OWNS: LiteralString = """
SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE'), pg_catalog.pg_get_userbyid(c.relowner)
  FROM pg_catalog.pg_class AS c WHERE c.oid = to_regclass(%s)
"""
_MAY_CREATE: LiteralString = """
SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = %s
"""
_LEDGER: LiteralString = """
SELECT pg_catalog.has_table_privilege(oid, 'SELECT, INSERT') AND pg_catalog.has_table_privilege(oid, 'DELETE')
  FROM pg_catalog.pg_class WHERE oid = to_regclass(%s)
"""
_EXTENSION: LiteralString = """
SELECT coalesce((SELECT bool_or(trusted) FROM pg_catalog.pg_available_extension_versions WHERE name = %s), false),
       EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = %s)
"""
_ON_A_TABLE = {
    "alter_table_stmt",
    "index_stmt",
    "rename_stmt",
    "create_policy_stmt",
    "alter_policy_stmt",
    "refresh_mat_view_stmt",
    "alter_seq_stmt",
}
_POLICIES = {"create_policy_stmt": "table", "alter_policy_stmt": "table", "alter_seq_stmt": "sequence"}
_DROPPED = {tree.OBJECT_TABLE, tree.OBJECT_INDEX, tree.OBJECT_VIEW, tree.OBJECT_MATVIEW, tree.OBJECT_SEQUENCE}
Parts = tuple[str, ...]


def missing_rights(connection: psycopg.Connection[Any], ledger: Ledger, read: Sequence[Read]) -> Verdict:
    """Whether the role may do what the statements say, and write down that it did."""
    row = connection.execute(_ROLE).fetchone()
    name, superuser, create_role, create_here = row or ("", False, False, False)
    if superuser:
        return passed("rights", f"{name} is a superuser")
    lacking = list(_of_ledger(connection, ledger, create_here=create_here))
    lacking += _of_role(connection, read, create_role=create_role, create_here=create_here)
    lacking += _of_objects(connection, read)
    if lacking:
        return failed("rights", f"{name} {'; '.join(dict.fromkeys(lacking))}")
    return passed("rights", f"{name} owns or may create what the files name")


def _of_ledger(connection: psycopg.Connection[Any], ledger: Ledger, *, create_here: bool) -> Iterator[str]:
    shown = ledger.name.as_string(connection)
    found = connection.execute(_LEDGER, [shown]).fetchone()
    if found is not None:
        if not found[0]:
            yield f"may not read and write {shown}"
        return
    schema = connection.execute(_MAY_CREATE, [ledger.schema]).fetchone()
    if not (schema[0] if schema else create_here):
        yield f"may not create {shown}"


def _of_role(
    connection: psycopg.Connection[Any], read: Sequence[Read], *, create_role: bool, create_here: bool
) -> Iterator[str]:
    """What needs a right of the role itself: roles, schemas, extensions."""
    for kind, node in _nodes(read):
        if kind == "create_role_stmt" and not create_role and not _exists(connection, "pg_roles", "rolname", node.role):
            yield f"may not create role {node.role}"
        elif kind == "create_schema_stmt" and not create_here:
            if not _exists(connection, "pg_namespace", "nspname", node.schemaname):
                yield f"may not create schema {node.schemaname}"
        elif kind == "create_extension_stmt":
            trusted, there = connection.execute(_EXTENSION, [node.extname, node.extname]).fetchone() or (False, False)
            if not there and not (trusted and create_here):
                yield f"may not create extension {node.extname}"


def _of_objects(connection: psycopg.Connection[Any], read: Sequence[Read]) -> Iterator[str]:
    """Tables that must be its own, and schemas that it must be able to create in."""
    made = {_name(node.relation) for kind, node in _nodes(read) if kind == "create_stmt"}
    for parts in dict.fromkeys(_touched(read)):
        shown = sql.Identifier(*parts).as_string(connection)
        row = connection.execute(_OWNS, [shown]).fetchone() if parts not in made else None
        if row is not None and not row[0]:
            yield f"does not own {shown}: {row[1]} does"
    for schema in dict.fromkeys(parts[0] for parts in made if len(parts) > 1):
        row = connection.execute(_MAY_CREATE, [schema]).fetchone()
        if row is not None and not row[0]:
            yield f"may not create in schema {schema}"


def _touched(read: Sequence[Read]) -> Iterator[Parts]:
    for kind, node in _nodes(read):
        if kind in _ON_A_TABLE:
            relation = getattr(node, _POLICIES.get(kind, "relation"))
            if relation.relname:
                yield _name(relation)
        elif kind == "drop_stmt" and node.remove_type in _DROPPED:
            for each in node.objects:
                yield tuple(item.string.sval for item in each.list.items)


def _name(relation: Any) -> Parts:
    return tuple(part for part in (relation.schemaname, relation.relname) if part)


def _nodes(read: Sequence[Read]) -> Iterator[tuple[str, Any]]:
    return (pair for each in read for pair in each.nodes)


def _exists(connection: psycopg.Connection[Any], catalog: LiteralString, column: LiteralString, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM pg_catalog.{} WHERE {} = {}").format(
        sql.Identifier(catalog), sql.Identifier(column), sql.Literal(name)
    )
    return connection.execute(query).fetchone() is not None
