"""R-NAME: fk_{child}_{parent}, and the column where it is not simply the parent's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "as the server names it": (
        """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            customer_id bigint CONSTRAINT orders_customer_id_fkey REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id)
        """,
        ["constraint orders.orders_customer_id_fkey"],
    ),
    "the column is needed": (
        """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            sent_to bigint CONSTRAINT fk_orders_customers REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_sent_to_btree_idx ON orders (sent_to)
        """,
        ["constraint orders.fk_orders_customers"],
    ),
    "the name is taken": (
        """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            customer_id bigint CONSTRAINT fk_orders_customers REFERENCES customers ON DELETE RESTRICT,
            payer bigint CONSTRAINT pays REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id);
        CREATE INDEX orders_payer_btree_idx ON orders (payer)
        """,
        ["constraint orders.pays"],
    ),
}
CLEAN = {
    "simply the parent's": """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            customer_id bigint CONSTRAINT fk_orders_customers REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id)
        """,
    "with the column": """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            sent_to bigint CONSTRAINT fk_orders_customers_sent_to REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_sent_to_btree_idx ON orders (sent_to)
        """,
    "with the column though it need not": """
        CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            customer_id bigint CONSTRAINT fk_orders_customers_customer_id
            REFERENCES customers ON DELETE RESTRICT);
        CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id)
        """,
    "the tenant left out": f"""
        CREATE TABLE customers (tenant_id bigint, id bigint,
            CONSTRAINT customers_id_primary_constraint PRIMARY KEY (tenant_id, id));
        CREATE TABLE notes (tenant_id bigint, customer_id bigint,
            CONSTRAINT notes_customer_id_primary_constraint PRIMARY KEY (tenant_id, customer_id),
        CONSTRAINT fk_notes_customers FOREIGN KEY (tenant_id,
            customer_id) REFERENCES customers ON DELETE RESTRICT);
        {secured("customers", "notes")}
        """,
    "the same names on both sides": """
        CREATE TABLE shelves (hall bigint, number bigint,
            CONSTRAINT shelves_hall_number_primary_constraint PRIMARY KEY (hall, number));
        CREATE TABLE parcels (hall bigint, number bigint,
            CONSTRAINT parcels_hall_number_primary_constraint PRIMARY KEY (hall, number),
        CONSTRAINT fk_parcels_shelves FOREIGN KEY (hall, number) REFERENCES shelves ON DELETE RESTRICT)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-name-style", sql)
