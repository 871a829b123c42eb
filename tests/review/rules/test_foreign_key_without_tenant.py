"""R-EDGE-1: between tables of tenants, a foreign key includes the tenant; to a table that all share, it need not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "a key over the id alone": (
        f"""
        CREATE TABLE customers (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id,
            id), UNIQUE (id));
        CREATE TABLE orders (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id),
            customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE RESTRICT);
        CREATE INDEX ON orders (customer_id);
        {secured("customers", "orders")}
        """,
        ["constraint orders.orders_customer_id_fkey"],
    ),
    "to itself": (
        f"""
        CREATE TABLE folders (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id),
            parent uuid REFERENCES folders (id) ON DELETE SET NULL, UNIQUE (id));
        CREATE INDEX ON folders (parent);
        {secured("folders")}
        """,
        ["constraint folders.folders_parent_fkey"],
    ),
    "a partitioned child": (
        f"""
        CREATE TABLE customers (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id,
            id), UNIQUE (id));
        CREATE TABLE visits (tenant_id bigint, at timestamptz,
            customer uuid REFERENCES customers (id) ON DELETE RESTRICT,
        PRIMARY KEY (tenant_id, at)) PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
        CREATE INDEX ON visits (customer);
        {secured("customers", "visits")}
        """,
        ["constraint visits.visits_customer_fkey"],
    ),
}
CLEAN = {
    "to the tenants themselves": f"""
        CREATE TABLE tenants (id bigint PRIMARY KEY);
        CREATE TABLE orders (tenant_id bigint REFERENCES tenants ON DELETE RESTRICT, id bigint,
            PRIMARY KEY (tenant_id, id));
        {secured("orders")}
        """,
    "to a list that all tenants share": f"""
        CREATE TABLE countries (id bigint PRIMARY KEY);
        CREATE TABLE orders (tenant_id bigint, id bigint,
            country_id bigint REFERENCES countries ON DELETE RESTRICT, PRIMARY KEY (tenant_id, id));
        CREATE INDEX ON orders (country_id);
        {secured("orders")}
        """,
    "with the tenant, in another order": f"""
        CREATE TABLE customers (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id,
            id));
        CREATE TABLE orders (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id),
            customer uuid NOT NULL,
        FOREIGN KEY (customer, tenant_id) REFERENCES customers (id, tenant_id) ON DELETE RESTRICT);
        CREATE INDEX ON orders (tenant_id, customer);
        {secured("customers", "orders")}
        """,
    "quoted, in another schema": f"""
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."Cust" (tenant_id bigint, "Id" bigint, PRIMARY KEY (tenant_id, "Id"));
        CREATE TABLE "Other"."Ord" (tenant_id bigint, "Cust" bigint, PRIMARY KEY (tenant_id, "Cust"),
        FOREIGN KEY (tenant_id, "Cust") REFERENCES "Other"."Cust" ON DELETE RESTRICT);
        {secured('"Other"."Cust"', '"Other"."Ord"')}
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-without-tenant", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-without-tenant", sql)
