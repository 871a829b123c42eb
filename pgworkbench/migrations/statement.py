"""One SQL statement of an operation: its plain text, how a second run is made harmless, and the lock that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Lock(IntEnum):
    """The strongest lock on a table with rows that others use; the weaker the smaller."""

    NONE = 0
    SHARE_UPDATE_EXCLUSIVE = 1
    SHARE = 2
    SHARE_ROW_EXCLUSIVE = 3
    ACCESS_EXCLUSIVE = 4

    @property
    def words(self) -> str:
        """For people: its name, and whom it stops."""
        return f"{self.name.replace('_', ' ')} ({_STOPS[self]})"


_STOPS = {
    Lock.NONE: "stops nobody",
    Lock.SHARE_UPDATE_EXCLUSIVE: "stops only other changes of the table's definition",
    Lock.SHARE: "stops writes",
    Lock.SHARE_ROW_EXCLUSIVE: "stops writes",
    Lock.ACCESS_EXCLUSIVE: "stops reads and writes",
}


@dataclass(frozen=True, slots=True)
class Native:
    """SQL has IF [NOT] EXISTS or OR REPLACE for it: `sql` says it again in that form."""

    sql: str


@dataclass(frozen=True, slots=True)
class When:
    """Run it only if `test`, an SQL condition, holds."""

    test: str


Guard = Native | When


class CheckKind(StrEnum):
    """What a file looks at again at its end, because IF NOT EXISTS sees names alone."""

    COLUMNS = "columns"
    INDEX = "index"
    CONSTRAINT = "constraint"
    DOMAIN_CONSTRAINT = "domain constraint"
    TRIGGER = "trigger"
    POLICY = "policy"
    ENUM = "enum"
    COMPOSITE = "composite type"
    RANGE = "range type"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Check:
    """`name` of or in `relation` (SQL text) must be as `expected`, in the words of the catalog's own functions.

    Of columns there may be several: each as `name type [not null]`.
    """

    kind: CheckKind
    relation: str
    name: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """`sql` without its semicolon; no guard means that running it twice does no harm."""

    sql: str
    guard: Guard | None = None
    lock: Lock = Lock.NONE
    check: Check | None = None
    note: str | None = None  # why it is there: shown as a comment above it


Statements = tuple[Statement, ...]
