"""A foreign key is served by any whole index that leads with its columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import HOSTILE, HOSTILE_NAME, HOSTILE_SCHEMA

pytestmark = pytest.mark.database

FOUND = {
    "the column comes second": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date,
            customer_id bigint REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX ON orders (placed_on, customer_id)
        """,
        ["constraint orders.orders_customer_id_fkey"],
    ),
    "a partial index on something else": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date,
            customer_id bigint REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX ON orders (customer_id) WHERE placed_on IS NOT NULL
        """,
        ["constraint orders.orders_customer_id_fkey"],
    ),
    "a GIN index does not serve it": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX ON orders USING brin (customer_id)
        """,
        ["constraint orders.orders_customer_id_fkey"],
    ),
    "a partitioned table is found once": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE visits (at timestamptz PRIMARY KEY,
            customer_id bigint REFERENCES customers ON DELETE RESTRICT)
        PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT
        """,
        ["constraint visits.visits_customer_id_fkey"],
    ),
    "a hostile name": (
        f'''
        {HOSTILE} CREATE TABLE {HOSTILE_SCHEMA}.parents (id bigint PRIMARY KEY);
        CREATE TABLE {HOSTILE_SCHEMA}.{HOSTILE_NAME} (
        "A ""b""" bigint PRIMARY KEY,
            "C d" bigint CONSTRAINT refers REFERENCES {HOSTILE_SCHEMA}.parents ON DELETE RESTRICT)
        ''',
        ['constraint "Odd ""Schema"" 100%s"."Wei.rd ""Täble"" {0} %(x)s".refers'],
    ),
}
CLEAN = {
    "columns in another order": """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number));
        CREATE TABLE parcels (id bigint PRIMARY KEY, hall bigint NOT NULL, shelf bigint NOT NULL,
        FOREIGN KEY (hall, shelf) REFERENCES shelves ON DELETE RESTRICT);
        CREATE INDEX ON parcels (shelf, hall, id)
        """,
    "only where it refers to something": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX ON orders (customer_id) WHERE customer_id IS NOT NULL
        """,
    "the primary key leads with it": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint REFERENCES customers ON DELETE RESTRICT, line int,
            PRIMARY KEY (customer_id, line))
        """,
    "a partitioned table with the index": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE visits (at timestamptz PRIMARY KEY,
            customer_id bigint REFERENCES customers ON DELETE RESTRICT)
        PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
        CREATE INDEX ON visits (customer_id)
        """,
    "who acted": """
        CREATE TABLE people (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, created_by bigint REFERENCES people ON DELETE RESTRICT)
        """,
    "a hash index": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX ON orders USING hash (customer_id)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-without-index", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-without-index", sql)
