"""Row-level security holds for the owner too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "enabled alone": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        """,
        ["table orders"],
    ),
    "quoted, partitioned": (
        """
        CREATE TABLE "Vis" (at timestamptz PRIMARY KEY, owner name) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF "Vis" DEFAULT;
        ALTER TABLE "Vis" ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON "Vis" FOR SELECT USING (owner = current_user)
        """,
        ['table "Vis"'],
    ),
}
CLEAN = {
    "forced": f"""
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")}
        """,
    "not enabled": "CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);",
    "forced, and not enabled": """
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders FORCE ROW LEVEL SECURITY
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("row-security-not-forced", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("row-security-not-forced", sql)
