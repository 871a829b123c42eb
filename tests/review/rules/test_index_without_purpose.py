"""R-CHK-2: an index says what it is there for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "no claim": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on);
        """,
        ["index orders.x"],
    ),
    "only its neighbour has one": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on);
        CREATE INDEX y ON orders (shop); -- serves: orders_by_day
        """,
        ["index orders.x"],
    ),
}
CLEAN = {
    "a claim": """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on); -- serves: orders_by_day
        """,
    "a key": "CREATE TABLE orders (id bigint PRIMARY KEY, number bigint UNIQUE)",
    "unique": """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE UNIQUE INDEX x ON orders (placed_on)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-without-purpose", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-without-purpose", sql)
