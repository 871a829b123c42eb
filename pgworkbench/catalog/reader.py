"""Reads a Catalog from pg_catalog: as many queries for five hundred tables as for none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from pgworkbench.catalog.model import Catalog, Grant
from pgworkbench.catalog.reading.datatypes import read_sequences, read_types
from pgworkbench.catalog.reading.facts import PUBLIC, Gone, read_facts, renaming
from pgworkbench.catalog.reading.routines import (
    read_default_grants,
    read_extensions,
    read_functions,
    read_roles,
    read_schemas,
)
from pgworkbench.catalog.reading.snapshot import Fetch, snapshot
from pgworkbench.catalog.reading.tables import Rows, read_columns, read_tables
from pgworkbench.errors import ServerError

_ATTEMPTS = 3


def read_catalog(connection: psycopg.Connection[Any], *, rename_roles: Mapping[str, str] | None = None) -> Catalog:
    """Read what the database of `connection` contains, and leave the connection as it was.

    `rename_roles` maps names of roles there to the ones that the Catalog shall tell: of owners, grantees, policies
    and memberships, and as whole words inside definitions. Any role may read; what is not allowed (the last value
    of a sequence) is None. An idle connection is read in one REPEATABLE READ snapshot; inside an open transaction
    the caller's own snapshot counts. Raises ServerError if the structure changes faster than it can be read.
    """
    for _ in range(_ATTEMPTS):
        try:
            with snapshot(connection) as fetch:
                return _read(fetch, rename_roles)
        except (psycopg.errors.InternalError_, psycopg.errors.UndefinedTable, Gone):
            continue  # the server met an object that was dropped after the snapshot was taken
    raise ServerError(
        f"the structure of {connection.info.dbname!r} changes while it is read; read it again when that has ended"
    )


def _read(fetch: Fetch, rename_roles: Mapping[str, str] | None) -> Catalog:
    (database,) = fetch("database")
    role_rows = fetch("roles")
    roles = renaming({row.oid: row.name for row in role_rows}, rename_roles)
    rows = Rows(fetch("relations"), fetch("columns"), fetch("constraints"))
    facts = read_facts(fetch, roles, rows.relations, rows.columns)
    columns = read_columns(rows.columns, facts)
    types = read_types(fetch("types"), rows.constraints, columns, facts)
    parts: dict[str, Any] = {
        "tables": read_tables(fetch, rows, columns, facts),
        "schemas": read_schemas(fetch("schemas"), facts),
        "enums": types.enums,
        "domains": types.domains,
        "composites": types.composites,
        "ranges": types.ranges,
        "sequences": read_sequences(fetch("sequences"), facts),
        "functions": read_functions(fetch("functions"), facts),
        "default_grants": read_default_grants(fetch("default_grants"), facts),
        "grants": facts.grants.get(("pg_database", database.oid, 0), ()),
    }
    owner = facts.roles.name(database.owner)
    return Catalog(
        version=database.version,
        database=database.name,
        settings=tuple(database.settings),
        owner=owner,
        extensions=read_extensions(fetch("extensions"), facts),
        roles=read_roles(role_rows, {owner, *_mentioned(parts)}, facts),
        **parts,
    )


def _mentioned(parts: Mapping[str, Any]) -> Iterator[str]:
    """The roles that own anything, are granted anything, or that a policy is for."""
    for part, values in parts.items():
        for value in values:
            if part != "grants":
                yield value.role if part == "default_grants" else value.owner
            if part == "tables":
                yield from (role for policy in value.policies for role in policy.roles if role != PUBLIC)
            grants: tuple[Grant, ...] = (value,) if part == "grants" else value.grants
            yield from (grant.grantee for grant in grants if grant.grantee != PUBLIC)
