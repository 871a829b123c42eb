"""The same index twice is found once; what differs in anything is not the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "twice": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX a ON orders (shop);
        CREATE INDEX b ON orders (shop)
        """,
        ["index orders.b"],
    ),
    "a plain one beside a key": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX a ON orders (id)
        """,
        ["index orders.a"],
    ),
    "two keys": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        ALTER TABLE orders ADD CONSTRAINT again UNIQUE (id)
        """,
        ["index orders.again"],
    ),
    "expressions and conditions": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX "A a" ON orders (lower(note)) WHERE shop > 1;
        CREATE INDEX "B b" ON orders (lower(note)) WHERE shop > 1
        """,
        ['index orders."B b"'],
    ),
    "partitioned, once": (
        """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n int) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX a ON visits (n);
        CREATE INDEX b ON visits (n)
        """,
        ["index visits.b"],
    ),
}
CLEAN = {
    "another order": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop);
        CREATE INDEX ON orders (shop DESC NULLS LAST)
        """,
    "another condition": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop);
        CREATE INDEX ON orders (shop) WHERE shop > 1
        """,
    "another method": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop);
        CREATE INDEX ON orders USING hash (shop)
        """,
    "another operator class": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (note);
        CREATE INDEX ON orders (note text_pattern_ops)
        """,
    "other columns included": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop) INCLUDE (note);
        CREATE INDEX ON orders (shop) INCLUDE (placed_on)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("duplicate-index", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("duplicate-index", sql)
