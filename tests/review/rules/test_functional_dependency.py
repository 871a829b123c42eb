"""Normal-form hints come from the rows: what one column decides about another, if there is evidence enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, shop text, city text, placed_on date);"
FILL = "INSERT INTO orders SELECT n, {}, {}, date '2026-01-01' + n % 301 FROM generate_series(1, {}) AS n;"
FOUND = {
    "a city of a shop": (
        ORDERS + FILL.format("'S' || n % 50", "'C' || n % 10", 2000),
        ["column orders.shop"],
    ),
    "a name beside its key": (
        """CREATE TABLE shops (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, shop_id bigint REFERENCES shops ON DELETE RESTRICT, shop_name text);
        CREATE INDEX ON orders (shop_id);
        INSERT INTO shops SELECT n FROM generate_series(0, 49) AS n;
        INSERT INTO orders SELECT n, n % 50, 'Shop ' || n % 50 FROM generate_series(1, 2000) AS n;
        """,
        ["column orders.shop_id"],
    ),
    "a number rather than a name": (
        """CREATE TABLE orders (id bigint PRIMARY KEY, customer text, customer_no integer, town text);
        INSERT INTO orders SELECT n, 'C' || n % 50, n % 50, 'T' || n % 10 FROM generate_series(1, 2000) AS n;
        """,
        ["column orders.customer_no"],
    ),
    "hostile names": (
        """CREATE SCHEMA "S %s"; CREATE TABLE "S %s"."T {1}" (id bigint PRIMARY KEY, "A %" text, "B ""x" text);
        INSERT INTO "S %s"."T {1}" SELECT n, 'S' || n % 50, 'C' || n % 10 FROM generate_series(1, 2000) AS n;
        """,
        ['column "S %s"."T {1}"."A %"'],
    ),
}
CLEAN = {
    "few rows": ORDERS + FILL.format("'S' || n % 50", "'C' || n % 10", 900),
    "few values": ORDERS + FILL.format("'S' || n % 9", "'C' || n % 3", 2000),
    "hardly any that repeat": ORDERS + FILL.format("'S' || n % 1000", "'C' || n % 10", 2000),
    "almost always": ORDERS + FILL.format("'S' || n % 50", "'C' || CASE n WHEN 7 THEN 3 ELSE n % 10 END", 2000),
    "a constant": ORDERS + FILL.format("'S' || n % 50", "'here'", 2000),
    "nothing but NULL": ORDERS + FILL.format("'S' || n % 50", "NULL", 2000),
    "made from it": """
        CREATE TABLE orders (id bigint PRIMARY KEY, shop text, city text GENERATED ALWAYS AS (lower(shop)) STORED);
        INSERT INTO orders (id, shop) SELECT n, 'S' || n % 50 FROM generate_series(1, 2000) AS n;
        """,
    "no rows": ORDERS,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("functional-dependency", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("functional-dependency", sql)
