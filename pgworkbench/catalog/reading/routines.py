"""Functions and roles from their rows."""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter

from pgworkbench.catalog.model import Function, Membership, Name, Role
from pgworkbench.catalog.reading.facts import Facts
from pgworkbench.catalog.reading.snapshot import Row


def read_functions(rows: list[Row], facts: Facts) -> tuple[Function, ...]:
    """Every function, procedure and aggregate, by name and arguments."""
    there = [row for row in rows if row.arguments is not None]
    return tuple(_function(row, facts) for row in sorted(there, key=attrgetter("schema", "name", "arguments")))


def _function(row: Row, facts: Facts) -> Function:
    return Function(
        name=Name(row.schema, row.name),
        kind=row.kind,
        arguments=row.arguments,
        result=row.result,
        language=row.language,
        definition=row.definition,
        body=row.body,
        volatility=row.volatility,
        security_definer=row.security_definer,
        leakproof=row.leakproof,
        strict=row.strict,
        parallel=row.parallel,
        settings=tuple(row.settings),
        aggregate=row.aggregate,
        **facts.common("pg_proc", row),
    )


def read_roles(rows: list[Row], mentioned: Collection[str], facts: Facts) -> tuple[Role, ...]:
    """The roles that are mentioned, and all that they are members of; the server's own (`pg_…`) are only named."""
    every = {role.name: role for role in (_role(row, facts) for row in rows)}
    found: dict[str, Role] = {}
    waiting = [name for name in mentioned if name in every]
    while waiting:
        role = every[waiting.pop()]
        if role.name not in found and not role.name.startswith("pg_"):
            found[role.name] = role
            waiting.extend(role.member_of)
    return tuple(found[name] for name in sorted(found))


def _role(row: Row, facts: Facts) -> Role:
    memberships = sorted(
        (
            Membership(facts.roles.name(oid), inherit, assumable, admin)
            for oid, inherit, assumable, admin in zip(row.parents, row.inherited, row.assumable, row.admin, strict=True)
        ),
        key=attrgetter("role"),
    )
    return Role(
        name=facts.roles.name(row.oid),
        superuser=row.superuser,
        bypass_rls=row.bypass_rls,
        login=row.login,
        create_role=row.create_role,
        create_database=row.create_database,
        inherit=row.inherit,
        member_of=tuple(dict.fromkeys(membership.role for membership in memberships)),
        settings=tuple(row.settings),
        memberships=tuple(memberships),
        replication=row.replication,
        connection_limit=row.connection_limit,
        settings_here=tuple(row.settings_here),
        comment=None if row.name in facts.roles.stand_ins else row.comment,
    )
