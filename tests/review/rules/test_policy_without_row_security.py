"""A policy on a table where none is asked is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "off": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        """,
        ["table orders"],
    ),
    "forced, and off": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        ALTER TABLE orders FORCE ROW LEVEL SECURITY
        """,
        ["table orders"],
    ),
}
CLEAN = {
    "on": f"""
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")}
        """,
    "neither": "CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);",
    "a partition without a policy of its own": f"""
        CREATE TABLE visits (at timestamptz PRIMARY KEY, owner name) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        {owned("visits")}
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("policy-without-row-security", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("policy-without-row-security", sql)
