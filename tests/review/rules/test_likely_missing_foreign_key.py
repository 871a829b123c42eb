"""A column named after a table refers to it; a name that fits no table, or another type, says nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "plural": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint)
        """,
        ["column orders.customer_id"],
    ),
    "irregular plural": (
        """
        CREATE TABLE companies (id uuid PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, company_uuid uuid)
        """,
        ["column orders.company_uuid"],
    ),
    "the parent is its own": (
        "CREATE TABLE folders (id bigint PRIMARY KEY, folder_id bigint)",
        ["column folders.folder_id"],
    ),
    "with the tenant": (
        f"""
        CREATE TABLE customers (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
        CREATE TABLE orders (tenant_id bigint, id bigint, customer_id bigint, PRIMARY KEY (tenant_id, id));
        {secured("customers", "orders")}
        """,
        ["column orders.customer_id"],
    ),
    "the own schema first": (
        """
        CREATE SCHEMA shop;
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE shop.customers (id bigint PRIMARY KEY);
        CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint)
        """,
        ["column shop.orders.customer_id"],
    ),
}
CLEAN = {
    "another type": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id text)
        """,
    "no such table": """
        CREATE TABLE orders (id bigint PRIMARY KEY, payment_id bigint, external_id bigint)
        """,
    "one of several tables": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (id bigint PRIMARY KEY, customer_id bigint,
            customer_type text CHECK (customer_type IN ('a', 'b')))
        """,
    "two schemas that fit": """
        CREATE SCHEMA a;
        CREATE SCHEMA b;
        CREATE TABLE a.customers (id bigint PRIMARY KEY);
        CREATE TABLE b.customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint)
        """,
    "the id of the table itself": "CREATE TABLE customers (customer_id bigint PRIMARY KEY)",
    "part of a composite foreign key": """
        CREATE TABLE customers (hall bigint, id bigint, PRIMARY KEY (hall, id));
        CREATE TABLE orders (hall bigint, customer_id bigint, PRIMARY KEY (hall, customer_id),
        FOREIGN KEY (hall, customer_id) REFERENCES customers ON DELETE RESTRICT)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("likely-missing-foreign-key", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("likely-missing-foreign-key", sql)
