"""The beginning of a longer index is redundant; a part that does not begin it, or is unique, is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "one of two": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX a ON orders (shop);
        CREATE INDEX b ON orders (shop, placed_on)
        """,
        ["index orders.a"],
    ),
    "the beginning of the primary key": (
        """
        CREATE TABLE "L" ("A" bigint, b bigint, PRIMARY KEY ("A", b));
        CREATE INDEX "X y" ON "L" ("A")
        """,
        ['index "L"."X y"'],
    ),
    "what it includes is a key there": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX a ON orders (shop) INCLUDE (placed_on);
        CREATE INDEX b ON orders (shop, placed_on)
        """,
        ["index orders.a"],
    ),
}
CLEAN = {
    "the second column": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (placed_on);
        CREATE INDEX ON orders (shop, placed_on)
        """,
    "unique": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE UNIQUE INDEX ON orders (shop);
        CREATE INDEX ON orders (shop, placed_on)
        """,
    "another condition": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop);
        CREATE INDEX ON orders (shop, placed_on) WHERE shop > 1
        """,
    "another direction": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop, placed_on DESC);
        CREATE INDEX ON orders (shop, placed_on, note)
        """,
    "another method": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders USING hash (shop);
        CREATE INDEX ON orders (shop, placed_on)
        """,
    "more is included": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop) INCLUDE (note);
        CREATE INDEX ON orders (shop, placed_on)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("redundant-index", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("redundant-index", sql)


def test_of_two_that_are_the_same_one_is_told_of(findings: Callable[..., tuple[object, ...]]) -> None:
    sql = """CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date);
        CREATE INDEX a ON orders (shop); CREATE INDEX b ON orders (shop);
        CREATE INDEX c ON orders (shop, placed_on)"""
    told = {(one.rule, str(one.object)) for one in findings("redundant-index", sql)}  # type: ignore[attr-defined]
    assert told == {("duplicate-index", "index orders.b"), ("redundant-index", "index orders.a")}
