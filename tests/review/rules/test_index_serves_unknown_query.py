"""R-CHK-2: an index serves a query that the workload knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "unknown": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on); -- serves: orders_of_last_century
        """,
        ["index orders.x"],
    ),
    "one of two": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on); -- serves: orders_by_day, orders_by_night
        """,
        ["index orders.x"],
    ),
}
CLEAN = {
    "known": """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on); -- serves: orders_by_day
        """,
    "a foreign key": """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date, shop bigint);
        CREATE INDEX x ON orders (placed_on); -- serves: foreign key
        """,
    "a key": "CREATE TABLE orders (id bigint PRIMARY KEY, number bigint UNIQUE)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-serves-unknown-query", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-serves-unknown-query", sql)
