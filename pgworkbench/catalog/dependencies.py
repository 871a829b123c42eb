"""What depends on what in a database, as the server records it in pg_depend; in terms of what people make.

What the server makes by itself counts as what it was made for: the row type, array type and TOAST table of a table,
the rule behind a view, the index and triggers behind a constraint, the sequence behind an identity column, the
multirange of a range, and whatever an extension owns. Function bodies that are mere strings are not looked into
by the server, and so not here.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import psycopg

from pgworkbench.catalog.name import Name
from pgworkbench.catalog.reading.rolenames import renaming
from pgworkbench.catalog.reading.snapshot import Fetch, Row, consistent

_Place = tuple[str, int, int]
# catalogs that hold entries of other objects
_ENTRIES = {
    "pg_publication_rel": {"pg_publication"},
    "pg_publication_namespace": {"pg_publication"},
    "pg_amop": {"pg_opclass", "pg_opfamily"},
    "pg_amproc": {"pg_opclass", "pg_opfamily"},
}


class ObjectKind(StrEnum):
    """What an object is, in the words of PostgreSQL; OTHER for kinds that a Catalog knows by name alone."""

    SCHEMA = "schema"
    EXTENSION = "extension"
    ENUM = "enum"
    DOMAIN = "domain"
    COMPOSITE = "composite type"
    RANGE = "range"
    COLLATION = "collation"
    SEQUENCE = "sequence"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    OPERATOR = "operator"
    CAST = "cast"
    TABLE = "table"
    FOREIGN_TABLE = "foreign table"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    COLUMN = "column"
    DEFAULT = "default value"
    CONSTRAINT = "table constraint"
    DOMAIN_CONSTRAINT = "domain constraint"
    INDEX = "index"
    TRIGGER = "trigger"
    POLICY = "policy"
    RULE = "rule"
    STATISTICS = "statistics object"
    EVENT_TRIGGER = "event trigger"
    PUBLICATION = "publication"
    FOREIGN_WRAPPER = "foreign-data wrapper"
    FOREIGN_SERVER = "server"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> ObjectKind:
        return cls.COLUMN if str(value).endswith(" column") else cls.OTHER


class Strength(StrEnum):
    """pg_depend.deptype: whether DROP of what is needed is refused, or takes the dependent along."""

    NORMAL = "n"
    AUTO = "a"
    PARTITION = "P"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an object is called.

    `schema` is None for what stands in none; `parent` is the table, view or domain that it belongs to; `arguments`
    tell functions and operators of one name apart (for an operator class, its access method).
    """

    kind: ObjectKind
    schema: str | None
    name: str
    parent: Name | None = None
    arguments: str = ""

    def __str__(self) -> str:
        where = f" of {self.parent}" if self.parent else ""
        name = self.name if self.parent or self.schema in {None, "public"} else f"{self.schema}.{self.name}"
        called = {ObjectKind.FUNCTION, ObjectKind.PROCEDURE, ObjectKind.AGGREGATE, ObjectKind.OPERATOR}
        return f"{self.kind} {name}{f'({self.arguments})' if self.kind in called else ''}{where}"


@dataclass(frozen=True, slots=True)
class Dependency:
    """`dependent` cannot be without `on`."""

    dependent: Identity
    on: Identity
    strength: Strength


@dataclass(frozen=True)
class Dependencies:
    """All dependencies of a database, sorted. A column depends on no table here: it says its `parent`."""

    edges: tuple[Dependency, ...]

    @cached_property
    def _downward(self) -> Mapping[Identity, tuple[Identity, ...]]:
        return _grouped((edge.dependent, edge.on) for edge in self.edges)

    @cached_property
    def _upward(self) -> Mapping[Identity, tuple[Identity, ...]]:
        return _grouped((edge.on, edge.dependent) for edge in self.edges)

    def needs(self, identity: Identity) -> tuple[Identity, ...]:
        """What an object depends on, directly."""
        return self._downward.get(identity, ())

    def needed_by(self, identity: Identity) -> tuple[Identity, ...]:
        """What depends on an object, directly."""
        return self._upward.get(identity, ())

    def all_needed_by(self, identity: Identity) -> tuple[Identity, ...]:
        """What depends on an object, directly or through others; the nearest first."""
        found: dict[Identity, None] = {identity: None}
        waiting = deque([identity])
        while waiting:
            fresh = [each for each in self.needed_by(waiting.popleft()) if each not in found]
            found.update(dict.fromkeys(fresh))
            waiting.extend(fresh)
        return tuple(found)[1:]


def read_dependencies(
    connection: psycopg.Connection[Any], *, rename_roles: Mapping[str, str] | None = None
) -> Dependencies:
    """Read pg_depend; like `read_catalog`, it needs no right and leaves the connection as it was."""
    return consistent(connection, lambda fetch: _read(renaming(fetch, rename_roles) if rename_roles else fetch))


def _read(fetch: Fetch) -> Dependencies:
    rows = fetch("depends")
    identities = {(row.class_, row.oid, row.part): _identity(row) for row in fetch("identities")}
    owners = _owners(rows)
    edges: dict[tuple[Identity, Identity], Strength] = {}
    for row in rows:
        dependent = identities.get(_shown((row.class_, row.oid, row.part), owners))
        on = identities.get(_shown((row.on_class, row.on_oid, row.on_part), owners))
        if dependent is None or on is None or dependent == on or row.strength not in set(Strength):
            continue
        if not (dependent.parent and on.kind is ObjectKind.SCHEMA):  # the sequence of an identity column stands in one
            strongest = edges.get((dependent, on)) is Strength.NORMAL
            edges[dependent, on] = Strength.NORMAL if strongest else Strength(row.strength)
    found = (Dependency(dependent, on, strength) for (dependent, on), strength in edges.items())
    return Dependencies(tuple(sorted(found, key=lambda edge: (_order(edge.dependent), _order(edge.on)))))


def _owners(rows: Iterable[Row]) -> dict[_Place, _Place]:
    """What is only a part (deptype i), an extension's (e), or an entry -> what it is a part of.

    A column stays a column, though that of a partition key is marked as part of its table.
    """
    return {
        (row.class_, row.oid, row.part): (row.on_class, row.on_oid, row.on_part)
        for row in rows
        if (row.strength in {"i", "e"} and not row.part) or row.on_class in _ENTRIES.get(row.class_, ())
    }


def _shown(place: _Place, owners: Mapping[_Place, _Place]) -> _Place:
    """The place of the object that people made, of which the one at `place` is a part."""
    catalog, oid, _ = place
    while (owner := owners.get(place) or owners.get((catalog, oid, 0))) is not None:
        place = owner
        catalog, oid, _ = place
    return place


def _identity(row: Row) -> Identity | None:
    kind = ObjectKind(row.kind)
    match row.names:
        case [schema, *_] if schema.startswith("pg_toast"):
            return None
        case [schema, parent, name]:
            return Identity(kind, schema, name, Name(schema, parent), row.arguments)
        case [schema, name]:
            return Identity(kind, schema, name, None, row.arguments)
        case _:
            return Identity(kind, None, ", ".join(row.names), None, row.arguments)


def _order(identity: Identity) -> tuple[str, ...]:
    parent = identity.parent.name if identity.parent else ""
    return identity.kind, identity.schema or "", parent, identity.name, identity.arguments


def _grouped(pairs: Iterable[tuple[Identity, Identity]]) -> dict[Identity, tuple[Identity, ...]]:
    groups: dict[Identity, list[Identity]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
