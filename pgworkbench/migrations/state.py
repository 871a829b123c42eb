"""One state of a database: its catalog, and what the server recorded of who needs whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pgworkbench.catalog import Catalog, Membership, Role, read_catalog
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.links import Both, Links, read_links
from pgworkbench.migrations.parts import comparable, take_apart
from pgworkbench.server import Database
from pgworkbench.server.roles import RoleNames

_ROLES = """
SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolbypassrls AS bypass_rls, r.rolcanlogin AS login,
    r.rolcreaterole AS create_role, r.rolcreatedb AS create_database, r.rolinherit AS inherit,
    r.rolreplication AS replication, r.rolconnlimit AS connection_limit,
    ARRAY(SELECT ROW(g.rolname, m.inherit_option, m.set_option, m.admin_option)
          FROM pg_catalog.pg_auth_members AS m JOIN pg_catalog.pg_roles AS g ON g.oid = m.roleid
          WHERE m.member = r.oid ORDER BY g.rolname) AS memberships,
    ARRAY(SELECT unnest(s.setconfig) FROM pg_catalog.pg_db_role_setting AS s
          WHERE s.setrole = r.oid AND s.setdatabase = 0) AS settings,
    ARRAY(SELECT unnest(s.setconfig) FROM pg_catalog.pg_db_role_setting AS s
          JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
          WHERE s.setrole = r.oid AND d.datname = current_database()) AS settings_here
FROM pg_catalog.pg_roles AS r WHERE r.rolname = ANY (%s) ORDER BY r.rolname
"""


@dataclass(frozen=True)
class State:
    """What a difference starts from or leads to."""

    catalog: Catalog
    links: Links

    @cached_property
    def values(self) -> dict[Address, object]:
        """Every piece by address, to compare two states."""
        return comparable(take_apart(self.catalog))

    def towards(self, other: State) -> Both:
        """The links of both, for the way from here to there."""
        return Both(self.links, other.links)

    @property
    def roles(self) -> frozenset[str]:
        """The roles that belong to it."""
        return frozenset(role.name for role in self.catalog.roles)


def read_state(database: Database, roles: Collection[str] | None = None) -> State:
    """The state of a database of ours, with the design's role names.

    Roles belong to the cluster, so a scratch database cannot tell which of its stand-ins a migration has made by now:
    `roles` says which count as there (all of them, unless said otherwise).
    """
    names = {local: name for name, local in database.roles.items()}
    counted = set(database.roles) if roles is None else set(roles)
    with database.connect(autocommit=True) as connection:
        catalog = read_catalog(connection, rename_roles=names)
        mentioned = [role for role in catalog.roles if role.name not in database.roles]
        ours = [role for role in read_roles(connection, database.roles) if role.name in counted]
        whole = tuple(sorted([*mentioned, *ours], key=lambda role: role.name))
        return State(replace(catalog, roles=whole), read_links(connection, catalog, names))


def read_roles(connection: psycopg.Connection[Any], roles: Mapping[str, str]) -> list[Role]:
    """Roles with all that a Catalog leaves out of them; `roles` maps names to those that stand for them there."""
    local = RoleNames(roles)
    names = {there: name for name, there in roles.items()}
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_ROLES, [list(names)]).fetchall()
    found = []
    for said in rows:
        members = tuple(
            Membership(names.get(role, role), _truth(inherit), _truth(assumable), _truth(admin))
            for role, inherit, assumable, admin in said.pop("memberships")
        )
        for name in ("settings", "settings_here"):
            said[name] = tuple(local.globalise(setting) for setting in said[name])
        said |= {"name": names[said["name"]], "memberships": tuple(sorted(members, key=lambda member: member.role))}
        found.append(Role(**said))
    return found


def _truth(value: object) -> bool:
    return value in {True, "t"}
