"""R-CHK-2: an index serves the queries that it claims, by the planner's own word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

ORDERS = """CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL, note text NOT NULL);
INSERT INTO orders SELECT n, date '2026-01-01' + (n / 100)::int, 'x' || n FROM generate_series(1, {}) AS n;
"""
BY_DAY = "\n-- query 90/h orders_by_day: SELECT id FROM orders WHERE placed_on = '2026-01-05'"
CLAIM = "CREATE INDEX i ON orders ({}); -- serves: orders_by_day"
FOUND = {
    "another column": (ORDERS.format(2000) + CLAIM.format("note") + BY_DAY, ["index orders.i"]),
    "another expression": (
        ORDERS.format(2000) + CLAIM.format("(placed_on + 1)") + BY_DAY,
        ["index orders.i"],
    ),
    "a condition that the query does not have": (
        ORDERS.format(2000)
        + "CREATE INDEX i ON orders (placed_on) WHERE note <> 'x7'; -- serves: orders_by_day"
        + BY_DAY,
        ["index orders.i"],
    ),
    "of partitions": (
        """CREATE TABLE orders (id bigint, placed_on date, PRIMARY KEY (id, placed_on)) PARTITION BY LIST (placed_on);
        CREATE TABLE rest PARTITION OF orders DEFAULT;
        INSERT INTO orders SELECT n, date '2026-01-01' + n % 9 FROM generate_series(1, 2000) AS n;
        CREATE INDEX i ON orders (id, (id + 1)); -- serves: orders_by_day"""
        + BY_DAY,
        ["index orders.i"],
    ),
}
CLEAN = {
    "chosen": ORDERS.format(2000) + CLAIM.format("placed_on") + BY_DAY,
    "chosen, were there more rows": ORDERS.format(1000) + CLAIM.format("placed_on, note") + BY_DAY,
    "unique": ORDERS.format(2000) + CLAIM.replace("CREATE", "CREATE UNIQUE").format("note") + BY_DAY,
    "few rows": ORDERS.format(90) + CLAIM.format("note") + BY_DAY,
    "a query that cannot be explained": (
        ORDERS.format(2000)
        + CLAIM.format("note")
        + "\n-- query 90/h orders_by_day: SELECT id FROM nothing WHERE placed_on = '2026-01-05'"
    ),
    "block ranges": ORDERS.format(2000) + CLAIM.replace("({})", "USING brin (placed_on)") + BY_DAY,
    "partitions": (
        """CREATE TABLE orders (id bigint, placed_on date, PRIMARY KEY (id, placed_on)) PARTITION BY LIST (id);
        CREATE TABLE rest PARTITION OF orders DEFAULT;
        INSERT INTO orders SELECT n, date '2026-01-01' + n % 9 FROM generate_series(1, 2000) AS n;
        CREATE INDEX i ON orders (placed_on); -- serves: orders_by_day"""
        + BY_DAY
    ),
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-never-chosen", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-never-chosen", sql)
