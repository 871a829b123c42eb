"""Where others may use a table, some policy lets a row through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "none": (
        """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO pgwb_case_clerk;
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        """,
        ["table orders"],
    ),
    "a restrictive one lets nothing through": (
        """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO pgwb_case_clerk;
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON orders AS RESTRICTIVE USING (owner = current_user)
        """,
        ["table orders"],
    ),
}
CLEAN = {
    "a policy": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO pgwb_case_clerk;
        {owned("orders")}
        """,
    "for its owner's functions alone": """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        """,
    "off": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("row-security-without-policy", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("row-security-without-policy", sql)
