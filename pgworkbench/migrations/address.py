"""Where an object is found: its kind and its path of names. Two states of a database are compared by address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pgworkbench.catalog.model import Name


class Kind(StrEnum):
    """What an operation makes, changes or drops; in the order in which a new database is built."""

    ROLE = "role"
    SCHEMA = "schema"
    EXTENSION = "extension"
    DEFAULT_GRANTS = "default privileges"
    ENUM = "enum"
    ENUM_VALUE = "enum value"
    COLLATION = "collation"
    COMPOSITE = "composite type"
    ATTRIBUTE = "attribute"
    RANGE = "range type"
    DOMAIN = "domain"
    DOMAIN_CONSTRAINT = "domain constraint"
    SEQUENCE = "sequence"
    FUNCTION = "function"
    OPERATOR = "operator"
    CAST = "cast"
    FOREIGN_WRAPPER = "foreign data wrapper"
    FOREIGN_SERVER = "server"
    TABLE = "table"
    PARTITION = "partition"
    COLUMN = "column"
    DEFAULT = "default"
    OWNED_BY = "sequence owner"
    CONSTRAINT = "constraint"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    INDEX = "index"
    STATISTICS = "statistics"
    RULE = "rule"
    REPLICA_IDENTITY = "replica identity"
    TRIGGER = "trigger"
    POLICY = "policy"
    ROW_SECURITY = "row security"
    PUBLICATION = "publication"
    EVENT_TRIGGER = "event trigger"
    OWNER = "owner"
    COMMENT = "comment"
    GRANTS = "grants"

    @property
    def rank(self) -> int:
        """Its place in that order."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}
RELATIONS = frozenset({Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE})
_OF_RELATION = {
    Kind.COLUMN,
    Kind.CONSTRAINT,
    Kind.TRIGGER,
    Kind.POLICY,
    Kind.RULE,
}
_OF_TYPE = {Kind.ENUM_VALUE, Kind.ATTRIBUTE}


@dataclass(frozen=True, order=True)
class Address:
    """`path` goes from the outside in: (schema, table, column), (schema, function, argument types), (role,).

    What says something about another object (its owner, comment, grants, default …) has that object's address as `of`.
    """

    kind: Kind
    path: tuple[str, ...]
    of: Address | None = None

    @cached_property
    def relation(self) -> Name | None:
        """The table, view or sequence that it is or belongs to; None if it stands alone."""
        if self.of is not None:
            return self.of.relation
        if self.kind in _OF_RELATION or self.kind in RELATIONS:
            return Name(self.path[0], self.path[1])
        return None

    @property
    def name(self) -> Name:
        """Schema and name of an object that stands in a schema; a facet has those of its object."""
        return self.of.name if self.of is not None else Name(self.path[0], self.path[1])

    @property
    def last(self) -> str:
        """The innermost name: of a column, a constraint, a role."""
        return self.of.last if self.of is not None else self.path[-1]

    def about(self, kind: Kind) -> Address:
        """The address of what is said about this object."""
        return Address(kind, self.path, self)

    def __str__(self) -> str:
        if self.of is not None:
            return f"{self.kind} of {self.of}"
        if self.kind is Kind.CAST:
            return f"{self.kind} {self.path[0]} AS {self.path[1]}"
        if self.kind in {Kind.FUNCTION, Kind.OPERATOR}:
            return f"{self.kind} {Name(*self.path[:2])}({self.path[2]})"
        if self.kind in _OF_RELATION | _OF_TYPE:
            return f"{self.kind} {self.path[2]} of {Name(*self.path[:2])}"
        return f"{self.kind} {Name(*self.path) if len(self.path) > 1 else self.path[0]}"


def at(kind: Kind, name: Name, *inner: str) -> Address:
    """The address of an object in a schema, or of something inside it."""
    return Address(kind, (name.schema, name.name, *inner))
