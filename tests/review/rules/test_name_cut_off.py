"""A name that was cut off is found; one shortened by rule is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a column": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            x_very_very_very_very_very_very_very_very_very_very_very_very_very_very text);
        """,
        ["table orders"],
    ),
    "an index": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint);
        CREATE INDEX orders_shop_and_then_a_lot_of_words_that_say_why_it_is_there_btree ON orders (shop)
        """,
        ["table orders"],
    ),
}
CLEAN = {
    "short": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint);
        """,
    "shortened by a digest": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint);
        CREATE INDEX orders_shop_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_1a2b3c_idx ON orders (shop)
        """,
    "just below": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn int);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("name-cut-off", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("name-cut-off", sql)
