"""R-NAME: {table}_{what}_trigger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "another": (
        f"""
        {TOUCH}CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            updated_at timestamptz);
        CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ["trigger orders.touch"],
    ),
    "quoted": (
        f"""
        {TOUCH}CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            updated_at timestamptz);
        CREATE TRIGGER "To uch" BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ['trigger orders."To uch"'],
    ),
}
CLEAN = {
    "by template": f"""
        {TOUCH}CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "behind a foreign key": """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            customer_id bigint CONSTRAINT fk_orders_customers REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id)
        """,
    "partitioned": f"""
        {TOUCH} CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            updated_at timestamptz) PARTITION BY LIST (id);
        CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("trigger-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("trigger-name-style", sql)
