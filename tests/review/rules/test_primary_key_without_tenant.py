"""R-INT-1: the primary key of a tenant's table includes the tenant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "an id alone": (
        f"""
        CREATE TABLE orders (tenant_id bigint NOT NULL, id bigint PRIMARY KEY);
        {secured("orders")}
        """,
        ["constraint orders.orders_pkey"],
    ),
    "one that is referred to": (
        f"""
        CREATE TABLE orders (tenant_id bigint NOT NULL, id bigint PRIMARY KEY);
        CREATE TABLE labels (order_id bigint PRIMARY KEY REFERENCES orders ON DELETE RESTRICT);
        {secured("orders")}
        """,
        ["constraint orders.orders_pkey"],
    ),
    "quoted, in another schema": (
        f"""
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."Ord" (tenant_id bigint NOT NULL, "Id" bigint PRIMARY KEY);
        {secured('"Other"."Ord"')}
        """,
        ['constraint "Other"."Ord"."Ord_pkey"'],
    ),
}
CLEAN = {
    "the tenants themselves": "CREATE TABLE tenants (id bigint PRIMARY KEY)",
    "one row for each tenant": f"""
        CREATE TABLE settings (tenant_id bigint PRIMARY KEY);
        {secured("settings")}
        """,
    "the tenant comes second": f"""
        CREATE TABLE visits (at timestamptz, tenant_id bigint, PRIMARY KEY (at,
            tenant_id)) PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
        {secured("visits")}
        """,
    "a view of rows with tenants": "CREATE VIEW nothing AS SELECT 1 AS tenant_id, 2 AS id",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("primary-key-without-tenant", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("primary-key-without-tenant", sql)
