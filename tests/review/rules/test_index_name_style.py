"""R-NAME: {table}_{columns}_{type}_idx."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "a name of no meaning": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint);
        CREATE INDEX fast ON orders (shop)
        """,
        ["index orders.fast"],
    ),
    "the wrong type": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint);
        CREATE INDEX orders_shop_btree_idx ON orders USING hash (shop)
        """,
        ["index orders.orders_shop_btree_idx"],
    ),
    "the name it would have is taken": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint);
        CREATE VIEW orders_shop_btree_idx AS SELECT 1 AS one;
        CREATE INDEX "Fa st" ON orders (shop)
        """,
        ['index orders."Fa st"'],
    ),
    "an expression": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, note text);
        CREATE INDEX fast ON orders (lower(note))
        """,
        ["index orders.fast"],
    ),
}
CLEAN = {
    "by template": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint,
            placed_on date);
        CREATE INDEX orders_shop_placed_on_btree_idx ON orders (shop, placed_on)
        """,
    "a word more": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, shop bigint,
            gone boolean NOT NULL);
        CREATE UNIQUE INDEX orders_shop_live_unique_idx ON orders (shop) WHERE NOT gone
        """,
    "the tenant left out": f"""
        CREATE TABLE orders (tenant_id bigint, id bigint, shop bigint,
            CONSTRAINT orders_id_primary_constraint PRIMARY KEY (tenant_id, id));
        CREATE INDEX orders_shop_btree_idx ON orders (tenant_id, shop);
        {secured("orders")}
        """,
    "an expression": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, note text);
        CREATE INDEX orders_lower_note_btree_idx ON orders (lower(note))
        """,
    "shortened": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            the_shop_where_it_was_bought bigint, the_day_when_it_was_bought date);
        CREATE INDEX orders_the_shop_where_it_was_bought_the_day_when_1a2b3c_idx
            ON orders (the_shop_where_it_was_bought, the_day_when_it_was_bought)
        """,
    "behind a constraint": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            shop bigint CONSTRAINT orders_shop_unique_constraint UNIQUE);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-name-style", sql)
