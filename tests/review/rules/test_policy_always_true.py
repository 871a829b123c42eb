"""A policy that asks nothing is found, unless everybody may read, or a comment argues it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned, secured

pytestmark = pytest.mark.database

FOUND = {
    "both halves": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY open ON orders USING (true) WITH CHECK (true)
        """,
        ["policy orders.open"],
    ),
    "what may be written": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY open ON orders FOR INSERT WITH CHECK (true)
        """,
        ["policy orders.open"],
    ),
    "for a role, not argued": (
        """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        CREATE POLICY open ON orders TO pgwb_case_clerk USING (true) WITH CHECK (true);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        """,
        ["policy orders.open"],
    ),
    "reading what has tenants": (
        f"""
        CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
        {secured("orders")} CREATE POLICY "Op en" ON orders FOR SELECT USING (true)
        """,
        ['policy orders."Op en"'],
    ),
}
CLEAN = {
    "reading what is everybody's": """
        CREATE TABLE orders (code text PRIMARY KEY);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY open ON orders FOR SELECT USING (true)
        """,
    "argued, for a role": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY open ON orders TO pgwb_case_clerk USING (true) WITH CHECK (true);
        COMMENT ON POLICY open ON orders IS 'The nightly bill sees all.'
        """,
    "restrictive": f"""
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")}CREATE POLICY late ON orders AS RESTRICTIVE USING (true)
        """,
    "only like it": """
        CREATE TABLE orders (id bigint PRIMARY KEY, "true" boolean NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY open ON orders USING ("true") WITH CHECK ("true")
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("policy-always-true", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("policy-always-true", sql)
