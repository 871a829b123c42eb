"""Two halves that may be null switch a foreign key off; one beside what is never null is an optional reference."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "both halves may be null": (
        """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number));
        CREATE TABLE parcels (id bigint PRIMARY KEY, hall bigint, shelf bigint, FOREIGN KEY (hall,
            shelf) REFERENCES shelves ON DELETE RESTRICT);
        CREATE INDEX ON parcels (hall, shelf)
        """,
        ["constraint parcels.parcels_hall_shelf_fkey"],
    ),
    "two of three, to a schema of its own": (
        """
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."S" (a bigint, b bigint, c bigint, PRIMARY KEY (a, b, c));
        CREATE TABLE "Other"."P" (a bigint, "B b" bigint, c bigint, PRIMARY KEY (a), FOREIGN KEY (a, "B b",
            c) REFERENCES "Other"."S" ON DELETE RESTRICT);
        CREATE INDEX ON "Other"."P" (a, "B b", c)
        """,
        ['constraint "Other"."P"."P_a_B b_c_fkey"'],
    ),
}
CLEAN = {
    "an optional reference": """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number));
        CREATE TABLE parcels (id bigint PRIMARY KEY, hall bigint NOT NULL, shelf bigint, FOREIGN KEY (hall,
            shelf) REFERENCES shelves ON DELETE RESTRICT);
        CREATE INDEX ON parcels (hall, shelf)
        """,
    "a check ties them": """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number));
        CREATE TABLE parcels (id bigint PRIMARY KEY, hall bigint, shelf bigint,
            CHECK ((hall IS NULL) = (shelf IS NULL)),
        FOREIGN KEY (hall, shelf) REFERENCES shelves ON DELETE RESTRICT);
        CREATE INDEX ON parcels (hall, shelf)
        """,
    "match full": """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number));
        CREATE TABLE parcels (id bigint PRIMARY KEY, hall bigint, shelf bigint, FOREIGN KEY (hall,
            shelf) REFERENCES shelves MATCH FULL ON DELETE RESTRICT);
        CREATE INDEX ON parcels (hall, shelf)
        """,
    "one column": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX ON orders (customer_id)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-with-hole", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-with-hole", sql)
