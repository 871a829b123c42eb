"""Reads a Catalog from pg_catalog: as many queries for five hundred tables as for none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from pgworkbench.catalog.model import Catalog
from pgworkbench.catalog.reading.datatypes import read_sequences, read_types
from pgworkbench.catalog.reading.facts import read_facts
from pgworkbench.catalog.reading.rolenames import PUBLIC, RoleNames, renaming
from pgworkbench.catalog.reading.routines import read_functions, read_roles
from pgworkbench.catalog.reading.snapshot import Fetch, consistent
from pgworkbench.catalog.reading.standalone import read_others, read_standalone
from pgworkbench.catalog.reading.tables import Rows, read_columns, read_tables


def read_catalog(connection: psycopg.Connection[Any], *, rename_roles: Mapping[str, str] | None = None) -> Catalog:
    """Read what the database of `connection` contains, and leave the connection as it was.

    `rename_roles` maps names of roles there to the ones that the Catalog shall tell: of owners, grantees, policies
    and memberships, and as whole words in every other text. Any role may read; what is not allowed (the last value
    of a sequence) is None. An idle connection is read in one REPEATABLE READ snapshot; inside an open transaction
    the caller's own snapshot counts. Raises ServerError if the structure changes faster than it can be read.
    """
    return consistent(connection, lambda fetch: _read(fetch, rename_roles))


def _read(fetch: Fetch, rename_roles: Mapping[str, str] | None) -> Catalog:
    fetch = renaming(fetch, rename_roles) if rename_roles else fetch
    (database,) = fetch("database")
    role_rows = fetch("roles")
    roles = RoleNames({row.oid: row.name for row in role_rows}, frozenset((rename_roles or {}).values()))
    rows = Rows(fetch("relations"), fetch("columns"), fetch("constraints"))
    facts = read_facts(fetch, roles, rows.relations, rows.columns)
    columns = read_columns(rows.columns, facts)
    types = read_types(fetch("types"), rows.constraints, columns, facts)
    parts: dict[str, tuple[Any, ...]] = {
        "tables": read_tables(fetch, rows, columns, facts),
        "enums": types.enums,
        "domains": types.domains,
        "composites": types.composites,
        "ranges": types.ranges,
        "sequences": read_sequences(fetch("sequences"), facts),
        "functions": read_functions(fetch("functions"), facts),
        "grants": facts.grants.get(("pg_database", database.oid, 0), ()),
        **read_standalone(fetch("standalone"), facts),
    }
    owner = facts.roles.name(database.owner)
    return Catalog(
        version=database.version,
        database=database.name,
        settings=tuple(database.settings),
        owner=owner,
        roles=read_roles(role_rows, {owner, *_mentioned(parts)}, facts),
        others=read_others(fetch("others"), facts),
        **parts,
    )


def _mentioned(parts: Mapping[str, tuple[Any, ...]]) -> set[str]:
    """The roles that own anything, are granted anything, or that a policy is for."""
    values = [value for found in parts.values() for value in found]
    found = {value.owner for value in values if hasattr(value, "owner")}
    found |= {value.role for value in parts["default_grants"]}
    found |= {grant.grantee for value in values for grant in getattr(value, "grants", ())}
    found |= {grant.grantee for grant in parts["grants"]}
    found |= {role for table in parts["tables"] for policy in table.policies for role in policy.roles}
    return found - {PUBLIC}
