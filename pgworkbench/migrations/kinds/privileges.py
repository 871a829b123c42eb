"""GRANT and REVOKE: from one list of grants to another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import LiteralString

from pgworkbench.catalog.model import DefaultGrant, Grant
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.statement import Statement, Statements
from pgworkbench.migrations.text import Text, compose, full, quoted

PUBLIC = "PUBLIC"
_EVERYBODY = {
    Kind.FUNCTION: (Grant(PUBLIC, ("EXECUTE",)),),
    Kind.ENUM: (Grant(PUBLIC, ("USAGE",)),),
    Kind.DOMAIN: (Grant(PUBLIC, ("USAGE",)),),
    Kind.COMPOSITE: (Grant(PUBLIC, ("USAGE",)),),
    Kind.RANGE: (Grant(PUBLIC, ("USAGE",)),),
}
_DEFAULT_KINDS: dict[str, tuple[LiteralString, tuple[Grant, ...]]] = {
    "r": ("TABLES", ()),
    "S": ("SEQUENCES", ()),
    "f": ("FUNCTIONS", (Grant(PUBLIC, ("EXECUTE",)),)),
    "T": ("TYPES", (Grant(PUBLIC, ("USAGE",)),)),
    "n": ("SCHEMAS", ()),
    "L": ("LARGE OBJECTS", ()),
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what with one object; an owner is listed only if he holds less than all."""

    owner: str
    grants: tuple[Grant, ...]


def by_default(kind: Kind) -> tuple[Grant, ...]:
    """What everybody may do with a new object of that kind."""
    return _EVERYBODY.get(kind, ())


def grantee(name: str) -> Text:
    """A role, or PUBLIC, as SQL."""
    return Text("PUBLIC" if name == PUBLIC else quoted(name))


def _target(address: Address) -> tuple[str, str]:
    """What stands after ON, and the column in parentheses after each privilege."""
    of = address.of or address
    match of.kind:
        case Kind.COLUMN:
            return f"TABLE {quoted(*of.path[:2])}", f" ({quoted(of.path[2])})"
        case Kind.TABLE | Kind.VIEW | Kind.MATERIALIZED_VIEW:
            return f"TABLE {full(of.name)}", ""
        case Kind.SEQUENCE:
            return f"SEQUENCE {full(of.name)}", ""
        case Kind.FUNCTION:
            return f"ROUTINE {full(of.name)}({of.path[2].replace(' ORDER BY ', ', ')})", ""
        case _:
            return _alone(of), ""


def _alone(address: Address) -> str:
    """Kinds that have no parts and stand in no schema, and types."""
    words = {Kind.FOREIGN_WRAPPER: "FOREIGN DATA WRAPPER", Kind.FOREIGN_SERVER: "FOREIGN SERVER", Kind.SCHEMA: "SCHEMA"}
    word = words.get(address.kind)
    return f"TYPE {full(address.name)}" if word is None else f"{word} {quoted(address.path[0])}"


Entries = dict[tuple[str, bool], set[str]]


def _entries(grants: tuple[Grant, ...]) -> Entries:
    found: Entries = defaultdict(set)
    for grant in grants:
        found[grant.grantee, grant.grantable] |= set(grant.privileges)
    return found


def changes(
    before: tuple[Grant, ...], after: tuple[Grant, ...], owner: str = ""
) -> list[tuple[bool, str, bool, list[str]]]:
    """(granted, grantee, grantable, privileges) in the order in which they are to be said; an owner starts with all."""
    was, now = _entries(before), _entries(after)
    found: list[tuple[bool, str, bool, list[str]]] = []
    restricted = any(name == owner for name, _ in now)
    for key in sorted(was.keys() | now.keys()):
        name, grantable = key
        if name == owner:
            continue
        gone, new = was.get(key, set()) - now.get(key, set()), now.get(key, set()) - was.get(key, set())
        still = set().union(*(now.get((name, other), set()) for other in (True, False)))
        if gone - still:
            found.append((False, name, False, sorted(gone - still)))
        if grantable and gone & still:
            found.append((False, name, True, sorted(gone & still)))
        if new:
            found.append((True, name, grantable, sorted(new)))
    if owner and _entries(tuple(g for g in before if g.grantee == owner)) != _entries(
        tuple(g for g in after if g.grantee == owner)
    ):
        found.append((not restricted, owner, False, ["ALL"]))
        found += [(True, owner, g, sorted(p)) for (n, g), p in sorted(now.items()) if n == owner and p]
    return sorted(found, key=lambda change: change[0])


def _grant_sql(address: Address, before: tuple[Grant, ...], after: tuple[Grant, ...], owner: str) -> Statements:
    target, column = _target(address)
    said = []
    for granted, name, grantable, privileges in changes(before, after, owner):
        words = ", ".join(f"{privilege}{column}" for privilege in privileges)
        if granted:
            rest = " WITH GRANT OPTION" if grantable else ""
            said.append(compose("GRANT {} ON {} TO {}{}", Text(words), Text(target), grantee(name), Text(rest)))
        else:
            option = "GRANT OPTION FOR " if grantable else ""
            said.append(compose("REVOKE {}{} ON {} FROM {}", Text(option), Text(words), Text(target), grantee(name)))
    return tuple(Statement(sql) for sql in said)


def _kind(address: Address) -> Kind:
    return address.of.kind if address.of is not None else address.kind


def create_access(address: Address, after: Access) -> Statements:
    """From what a new object allows to what this one shall."""
    return _grant_sql(address, by_default(_kind(address)), after.grants, after.owner)


def drop_access(address: Address, before: Access) -> Statements:
    """Back to what a new object allows."""
    return _grant_sql(address, before.grants, by_default(_kind(address)), before.owner)


def alter_access(address: Address, before: Access, after: Access) -> Statements:
    """Only what differs."""
    return _grant_sql(address, before.grants, after.grants, after.owner)


GRANTS = Grammar(create_access, drop_access, alter_access)


def default_privileges(
    value: DefaultGrant, before: tuple[Grant, ...] | None, after: tuple[Grant, ...] | None
) -> Statements:
    """ALTER DEFAULT PRIVILEGES; None means what PostgreSQL gives by itself."""
    kind, everybody = _DEFAULT_KINDS[value.kind]
    usual = everybody if value.schema is None else ()
    before, after = (usual if before is None else before), (usual if after is None else after)
    head = compose("ALTER DEFAULT PRIVILEGES FOR ROLE {}", value.role)
    head += compose(" IN SCHEMA {}", value.schema) if value.schema is not None else ""
    said = []
    for granted, name, grantable, privileges in changes(before, after):
        words = Text(", ".join(privileges))
        if granted:
            rest = Text(" WITH GRANT OPTION" if grantable else "")
            said.append(f"{head} {compose('GRANT {} ON {} TO {}{}', words, Text(kind), grantee(name), rest)}")
        else:
            option = Text("GRANT OPTION FOR " if grantable else "")
            said.append(f"{head} {compose('REVOKE {}{} ON {} FROM {}', option, words, Text(kind), grantee(name))}")
    return tuple(Statement(sql) for sql in said)
