"""A condition that leaves nothing out is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "not null": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, "Sh op" bigint NOT NULL);
        CREATE INDEX x ON orders ("Sh op") WHERE "Sh op" IS NOT NULL
        """,
        ["index orders.x"],
    ),
    "unique": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint NOT NULL);
        CREATE UNIQUE INDEX x ON orders (shop) WHERE shop IS NOT NULL
        """,
        ["index orders.x"],
    ),
}
CLEAN = {
    "it may be null": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint, placed_on date, note text);
        CREATE INDEX ON orders (shop) WHERE shop IS NOT NULL
        """,
    "another condition": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint NOT NULL);
        CREATE INDEX ON orders (shop) WHERE shop > 0
        """,
    "a condition on two": """
        CREATE TABLE orders (id bigint PRIMARY KEY, a bigint NOT NULL, b bigint);
        CREATE INDEX ON orders (a) WHERE a IS NOT NULL AND b IS NULL
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("needless-index-condition", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("needless-index-condition", sql)
