"""Who may do what: a matrix of tables and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pgworkbench.catalog import Grant, Role
from pgworkbench.site.whole import Site

_ORDER = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


@dataclass(frozen=True, slots=True)
class Held:
    """What a role holds on an object: on the whole, on columns by privilege, and whether it owns it."""

    privileges: Sequence[str] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    owner: bool = False


def grantees(site: Site) -> tuple[str, ...]:
    """Every role that owns or was granted anything on a table: owners first, then by name, PUBLIC last."""
    owners = {table.owner for table in site.tables if table.owner}
    named = {grant.grantee for table in site.tables for grant in table.grants}
    return tuple(sorted(owners | named, key=lambda name: (name == "PUBLIC", name not in owners, name)))


def held(owner: str, grants: Sequence[Grant], grantee: str) -> Held:
    """What one grantee holds."""
    own = [grant for grant in grants if grant.grantee == grantee]
    whole = {privilege for grant in own if grant.column is None for privilege in grant.privileges}
    columns: dict[str, list[str]] = {}
    for grant in own:
        if grant.column is not None:
            for privilege in grant.privileges:
                columns.setdefault(privilege, []).append(grant.column)
    return Held(_ordered(whole), {name: columns[name] for name in _ordered(set(columns))}, owner == grantee)


def powers(role: Role) -> tuple[str, ...]:
    """What a role may do beyond its grants, in words."""
    offered = (
        ("superuser", role.superuser),
        ("passes row-level security", role.bypass_rls),
        ("may log in", role.login),
        ("makes roles", role.create_role),
        ("makes databases", role.create_database),
        ("replicates", role.replication),
    )
    return tuple(words for words, there in offered if there)


def _ordered(privileges: set[str]) -> tuple[str, ...]:
    return tuple(sorted(privileges, key=lambda each: (_ORDER.index(each) if each in _ORDER else len(_ORDER), each)))
