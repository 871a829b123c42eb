"""Types that somebody made, and sequences."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.catalog.name import Grant, Name
from pgworkbench.catalog.table import Column, Constraint


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum and its labels in order."""

    name: Name
    labels: tuple[str, ...]
    owner: str
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class DomainType:
    """A domain over another type."""

    name: Name
    base: str
    owner: str
    not_null: bool = False
    default: str | None = None
    collation: Name | None = None
    checks: tuple[Constraint, ...] = ()
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class CompositeType:
    """A row type of its own."""

    name: Name
    columns: tuple[Column, ...]
    owner: str
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class RangeType:
    """A range type that somebody made; `definition` is what stands between the parentheses."""

    name: Name
    definition: str
    owner: str
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence; `column` if a column owns it, `identity` if it stands behind an identity column."""

    name: Name
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    owner: str
    column: tuple[Name, str] | None = None
    identity: bool = False
    last_value: int | None = None
    persistence: str = "p"
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Collation:
    """A collation that somebody made; `definition` is what stands between the parentheses."""

    name: Name
    definition: str
    owner: str
    extension: str | None = None
    comment: str | None = None
