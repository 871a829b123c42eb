"""A table alone among linked ones is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "alone": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT);
        CREATE TABLE fruit (id bigint PRIMARY KEY)
        """,
        ["table fruit"],
    ),
    "in a schema of its own": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT);
        CREATE SCHEMA x;
        CREATE TABLE x."Fr" (id bigint PRIMARY KEY)
        """,
        ['table x."Fr"'],
    ),
}
CLEAN = {
    "what refers to one of several": """
        CREATE TABLE towns (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, town_id bigint NOT NULL REFERENCES towns ON DELETE RESTRICT);
        CREATE INDEX ON orders (town_id);
        CREATE TABLE notes (
            id bigint PRIMARY KEY, "aboutId" bigint, "aboutType" text CHECK ("aboutType" IN ('orders'))
        );
        """,
    "no links anywhere": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE fruit (id bigint PRIMARY KEY);
        CREATE TABLE nuts (id bigint PRIMARY KEY)
        """,
    "referred to only": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT);
        """,
    "a log": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT);
        CREATE TABLE visits (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
    "refers to itself": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT);
        CREATE TABLE folders (id bigint PRIMARY KEY, parent bigint UNIQUE REFERENCES folders ON DELETE RESTRICT)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("isolated-table", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("isolated-table", sql)
