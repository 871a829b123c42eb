"""What a CHECK says of one column at a time. A rule is a choice of alternatives, each a list of atoms that all hold.

An alternative without atoms means that nothing could be read from that part: the server has the last word anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Test(StrEnum):
    """What is asked of a column."""

    IN = "in"
    NOT_IN = "not in"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="  # to another column
    DIFFERENT = "<>"  # from another column
    NULL = "null"
    NOT_NULL = "not null"
    MATCHES = "~"
    MATCHES_NOT = "!~"
    SHORTEST = "shortest"  # characters, bytes or elements
    LONGEST = "longest"
    LOWER = "lower"
    UPPER = "upper"
    COMPUTED = "computed"  # by an expression over other columns


OPPOSITE = {
    Test.IN: Test.NOT_IN,
    Test.LESS: Test.AT_LEAST,
    Test.MORE: Test.AT_MOST,
    Test.EQUAL: Test.DIFFERENT,
    Test.NULL: Test.NOT_NULL,
    Test.MATCHES: Test.MATCHES_NOT,
}
OPPOSITE |= {second: first for first, second in OPPOSITE.items()}
TURNED = {Test.LESS: Test.MORE, Test.AT_MOST: Test.AT_LEAST, Test.EQUAL: Test.EQUAL, Test.DIFFERENT: Test.DIFFERENT}
TURNED |= {second: first for first, second in TURNED.items()}
BOUNDS = frozenset({Test.LESS, Test.AT_MOST, Test.MORE, Test.AT_LEAST})


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that must hold of `column`: a test against values (as text), or against another column."""

    column: str
    test: Test
    values: tuple[str, ...] = ()
    other: str | None = None


Alternative = tuple[Atom, ...]
Alternatives = tuple[Alternative, ...]
UNREAD: Alternatives = ((),)
_MOST = 256  # alternatives of one rule; beyond that only the first are steered by


def both(first: Alternatives, second: Alternatives) -> Alternatives:
    """Every way in which both hold."""
    pairs = ((*one, *two) for one in first for two in second)
    return tuple(pair for _, pair in zip(range(_MOST), pairs, strict=False))


def either(*choices: Alternatives) -> Alternatives:
    """Every way in which one of them holds."""
    return tuple(dict.fromkeys(way for choice in choices for way in choice))[:_MOST]


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint that the server can evaluate (`sql`), with the ways to satisfy it that could be read."""

    name: str
    sql: str
    ways: Alternatives = UNREAD
