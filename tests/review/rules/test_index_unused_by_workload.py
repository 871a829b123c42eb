"""R-CHK-2: an index that no query of the workload could use is told; claims, keys and policies are uses, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL, note text NOT NULL);"
BY_DAY = "\n-- query 90/h orders_by_day: SELECT id FROM orders WHERE placed_on = :day"
FOUND = {
    "a column": (f"{ORDERS} CREATE INDEX i ON orders (note, placed_on);{BY_DAY}", ["index orders.i"]),
    "an expression": (f"{ORDERS} CREATE INDEX i ON orders (lower(note));{BY_DAY}", ["index orders.i"]),
    "a hostile name": (
        """CREATE TABLE "O %s" (id bigint PRIMARY KEY, "N %" text); CREATE INDEX "I %s" ON "O %s" ("N %");
        -- query 90/h orders: SELECT id FROM "O %s" WHERE id = 7
        """,
        ['index "O %s"."I %s"'],
    ),
}
CLEAN = {
    "asked for": f"{ORDERS} CREATE INDEX i ON orders (placed_on);{BY_DAY}",
    "sorted by": f"{ORDERS} CREATE INDEX i ON orders (note);{BY_DAY} ORDER BY orders.note",
    "within an expression": f"{ORDERS} CREATE INDEX i ON orders (lower(note));{BY_DAY} AND lower(note) = :note",
    "no query on the table": (
        f"{ORDERS} CREATE TABLE bills (id bigint PRIMARY KEY, note text); CREATE INDEX i ON bills (note);{BY_DAY}"
    ),
    "unique": f"{ORDERS} CREATE UNIQUE INDEX i ON orders (note);{BY_DAY}",
    "behind a foreign key": (
        f"{ORDERS} CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders ON DELETE RESTRICT);"
        "CREATE INDEX i ON lines (order_id);\n-- query 90/h lines_by_id: SELECT 1 FROM lines WHERE id = :id"
    ),
    "through a view": (
        f"{ORDERS} CREATE INDEX i ON orders (note); CREATE VIEW noted AS SELECT note AS word FROM orders;"
        f"{BY_DAY}\n-- query 90/h words: SELECT 1 FROM noted WHERE word = :word"
    ),
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-unused-by-workload", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-unused-by-workload", sql)
