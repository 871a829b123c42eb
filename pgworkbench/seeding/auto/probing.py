"""Types that an extension brings, or that this server was built without: tried on the server before they are used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.seeding.auto.facts import DataType, Shape
from pgworkbench.seeding.auto.literals import known

_DOUBTFUL = frozenset({"xml", "hstore", "ltree"})
_GUESSES = ("1", "a", "a.b", "1.0.0", "[1,2,3]", "(1,2)", "{1}", "POINT(1 2)", "2025-01-01", "1 m", "978-0-306-40615-7")
UNUSABLE = "unusable"
_DIMENSIONED = frozenset({"vector", "halfvec"})  # of pgvector, whose modifier is the number of dimensions
_VECTORS = 24


def probed(connection: psycopg.Connection[Any], kind: DataType) -> DataType:
    """The type, with the one literal that the server takes where no maker is known; unusable where it takes none."""
    if kind.part is not None:
        return replace(kind, part=probed(connection, kind.part))
    if kind.fields:
        return replace(kind, fields=tuple(probed(connection, each) for each in kind.fields))
    if kind.shape is not Shape.BASE or (known(kind) and kind.name not in _DOUBTFUL):
        return kind
    if kind.name in _DIMENSIONED and kind.modifier > 0:
        return replace(kind, shape=Shape.ENUM, labels=tuple(_vectors(kind.modifier)))
    guesses = {"xml": ("<a/>",), "hstore": ("a=>1",), "ltree": ("a.b",)}.get(kind.name, _GUESSES)
    taken = tuple(guess for guess in guesses if _takes(connection, kind, guess))
    if not taken:
        return replace(kind, name=UNUSABLE)
    return kind if known(kind) else replace(kind, shape=Shape.ENUM, labels=taken[:1])


def _vectors(dimensions: int) -> Iterator[str]:
    """Some vectors of so many dimensions, in different directions."""
    for number in range(_VECTORS):
        parts = (str(((number + 3) * (place + 7) * 31 % 199 - 99) / 100) for place in range(dimensions))
        yield "[" + ",".join(parts) + "]"


def _takes(connection: psycopg.Connection[Any], kind: DataType, guess: str) -> bool:
    query = sql.SQL("SELECT CAST({} AS {})").format(sql.Literal(guess), sql.SQL(kind.sql))
    try:
        with connection.transaction():
            connection.execute(query)
    except psycopg.Error:
        return False
    return True
