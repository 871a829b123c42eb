"""A database of somebody's, read for adoption: its state, with all that its roles are. Nothing is written there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import psycopg

from pgworkbench.catalog import Catalog, Policy, Role, Table, read_catalog
from pgworkbench.errors import WorkbenchError
from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.state import State, read_state
from pgworkbench.server import Database, Server

_WORD = re.compile(r"[\w$]+")
_OF_ROLES = {Kind.ROLE, Kind.OWNER, Kind.GRANTS, Kind.DEFAULT_GRANTS}
_MARK = '{"pgworkbench"'


class _Theirs(Database):
    """A database that is not ours: every connection to it refuses to write."""

    def connect(self, *, role: str | None = None, autocommit: bool = False) -> psycopg.Connection:
        """A connection that only reads."""
        connection = super().connect(role=role, autocommit=True)
        connection.execute("SET default_transaction_read_only = on")
        connection.autocommit = autocommit
        return connection


def read_source(server: Server, name: str) -> State:
    """The state of database `name`; rows and passwords are left alone."""
    with _Theirs(server, name, {}).connect() as connection:
        roles = design_roles(read_catalog(connection))
    state = read_state(_Theirs(server, name, roles))
    kept = tuple(_kept(role, roles) for role in state.catalog.roles)
    source = State(replace(state.catalog, roles=kept), state.links)
    _refuse_double_meanings(source, roles)
    return source


def _refuse_double_meanings(source: State, roles: Collection[str]) -> None:
    """On a server of ours roles are found by the word: one that means something else, too, would be lost."""
    for address, value in source.values.items():
        if address.kind in _OF_ROLES:
            continue
        said = (value.using, value.check, value.name) if isinstance(value, Policy) else (address.path, value)
        words = set(_WORD.findall(repr(said)))
        for role in sorted(roles):
            if role in words or (not _WORD.fullmatch(role) and role in repr(said)):
                raise WorkbenchError(
                    f"role {role!r} cannot be told from another use of its name ({address}): rename the role, "
                    "or adopt a copy of the database in which it is called otherwise"
                )


def _kept(role: Role, known: Mapping[str, str]) -> Role:
    """Without memberships in roles that this database says nothing of: they are another one's affair."""
    members = tuple(m for m in role.memberships if m.role in known or m.role.startswith("pg_"))
    said = None if role.comment is not None and role.comment.startswith(_MARK) else role.comment
    return replace(role, memberships=members, member_of=tuple(m.role for m in members), comment=said)


def own_tables(catalog: Catalog) -> tuple[Table, ...]:
    """The tables that models may describe: no partitions, nothing inherited, typed or an extension's."""
    return tuple(t for t in catalog.base_tables if not t.inherits and t.of_type is None and t.columns)


def design_roles(catalog: Catalog) -> Mapping[str, str]:
    """The design's roles by themselves."""
    names = sorted(role.name for role in catalog.roles if not role.superuser and not role.name.startswith("pg_"))
    return {name: name for name in names}
