"""What may be written is said by WITH CHECK."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "for all": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY "Ow n" ON orders USING (owner = current_user)
        """,
        ['policy orders."Ow n"'],
    ),
    "for updates": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON orders FOR UPDATE USING (owner = current_user)
        """,
        ["policy orders.own"],
    ),
}
CLEAN = {
    "said": f"""
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")}
        """,
    "for reading": """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON orders FOR SELECT USING (owner = current_user)
        """,
    "for deleting": """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON orders FOR DELETE USING (owner = current_user)
        """,
    "restrictive": f"""
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")}CREATE POLICY late ON orders AS RESTRICTIVE USING (id > 0)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("policy-without-check", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("policy-without-check", sql)
