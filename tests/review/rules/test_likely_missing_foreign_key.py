"""A column named after a table refers to it; a name that fits no table, or another type, says nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "in mixed case": (
        """
        CREATE TABLE "Warehouse" ("warehouseId" bigint PRIMARY KEY);
        CREATE TABLE "tblShelf" ("shelfId" bigint PRIMARY KEY, "warehouseId" bigint)
        """,
        ['column "tblShelf"."warehouseId"'],
    ),
    "a plural that hides its singular": (
        """
        CREATE TABLE warehouses (id bigint PRIMARY KEY);
        CREATE TABLE people (id bigint PRIMARY KEY);
        CREATE TABLE shelves (id bigint PRIMARY KEY, warehouse_id bigint, person_id bigint)
        """,
        ["column shelves.person_id", "column shelves.warehouse_id"],
    ),
    "named as the other's key": (
        """
        CREATE TABLE "tblCustomer" ("CustomerID" bigint PRIMARY KEY);
        CREATE TABLE "tblOrder" ("OrderID" bigint PRIMARY KEY, "CustomerID" bigint)
        """,
        ['column "tblOrder"."CustomerID"'],
    ),
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
    "the past of what it names": """
        CREATE TABLE patients (id bigint PRIMARY KEY);
        CREATE TABLE patient_past (patient_id bigint, valid_from timestamptz, PRIMARY KEY (patient_id, valid_from));
        CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO patient_past VALUES (OLD.id, now()); RETURN NEW; END';
        CREATE TRIGGER patients_keep_trigger AFTER UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION keep();
        """,
    "a log that none may change": """
        CREATE ROLE pgwb_example_writer;
        CREATE TABLE orgs (id bigint PRIMARY KEY);
        CREATE TABLE deeds (id bigint PRIMARY KEY, org_id bigint, "occurredAt" timestamptz NOT NULL DEFAULT now());
        GRANT SELECT, INSERT ON deeds TO pgwb_example_writer;
        """,
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
