"""A unique key of a tenant's table includes the tenant, unless its values cannot be guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "a constraint": (
        f"""
        CREATE TABLE products (tenant_id bigint, sku text UNIQUE, PRIMARY KEY (tenant_id, sku));
        {secured("products")}
        """,
        ["index products.products_sku_key"],
    ),
    "an index over an expression": (
        f"""
        CREATE TABLE products (tenant_id bigint, name text, PRIMARY KEY (tenant_id, name));
        CREATE UNIQUE INDEX once ON products (lower(name));
        {secured("products")}
        """,
        ["index products.once"],
    ),
    "a partial one": (
        f"""
        CREATE TABLE products (tenant_id bigint, name text, gone boolean NOT NULL, PRIMARY KEY (tenant_id,
            name));
        CREATE UNIQUE INDEX once ON products (name) WHERE NOT gone;
        {secured("products")}
        """,
        ["index products.once"],
    ),
    "a uuid that people bring": (
        f"""
        CREATE TABLE products (tenant_id bigint, code uuid UNIQUE, PRIMARY KEY (tenant_id, code));
        {secured("products")}
        """,
        ["index products.products_code_key"],
    ),
}
CLEAN = {
    "a uuid that the server draws": f"""
        CREATE TABLE products (tenant_id bigint, id uuid DEFAULT gen_random_uuid() UNIQUE,
            PRIMARY KEY (tenant_id, id));
        {secured("products")}
        """,
    "a table without tenants": "CREATE TABLE tenants (id bigint PRIMARY KEY, host text NOT NULL UNIQUE)",
    "partitioned, with the tenant in it": f"""
        CREATE TABLE visits (tenant_id bigint, at timestamptz, visitor bigint NOT NULL, PRIMARY KEY (tenant_id,
            at),
        UNIQUE (visitor, tenant_id, at)) PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
        {secured("visits")}
        """,
    "an index that is not unique": f"""
        CREATE TABLE products (tenant_id bigint, name text, PRIMARY KEY (tenant_id, name));
        CREATE INDEX ON products (name);
        {secured("products")}
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("unique-key-without-tenant", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("unique-key-without-tenant", sql)
