"""R-EDGE-1: the database keeps tenants apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "off": (
        """
        CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id))
        """,
        ["table orders"],
    ),
    "off, as the other tables have it on": (
        f"""
        CREATE TABLE "Ord" (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
        CREATE TABLE bills (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
        {secured("bills")}
        """,
        ['table "Ord"'],
    ),
    "partitioned": (
        """
        CREATE TABLE visits (tenant_id bigint, at timestamptz, PRIMARY KEY (tenant_id,
            at)) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
        ["table visits"],
    ),
}
CLEAN = {
    "on": f"""
        CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
        {secured("orders")}
        """,
    "no tenants in it": "CREATE TABLE countries (code text PRIMARY KEY)",
    "a partition of a secured table": f"""
        CREATE TABLE visits (tenant_id bigint, at timestamptz, PRIMARY KEY (tenant_id,
            at)) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        {secured("visits")}
        """,
    "a view": "CREATE VIEW today AS SELECT 1 AS tenant_id",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("row-security-off", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("row-security-off", sql)
