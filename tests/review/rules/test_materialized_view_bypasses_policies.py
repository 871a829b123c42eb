"""What a materialized view holds of secured rows is not granted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "granted": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE MATERIALIZED VIEW list AS SELECT id FROM orders;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
        ["view list"],
    ),
    "through a view": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE VIEW a AS SELECT id FROM orders;
        CREATE MATERIALIZED VIEW "Li st" AS SELECT id FROM a;
        GRANT SELECT ON "Li st" TO pgwb_case_clerk
        """,
        ['view "Li st"'],
    ),
}
CLEAN = {
    "not granted": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE MATERIALIZED VIEW list AS SELECT id FROM orders
        """,
    "nothing secured": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        CREATE MATERIALIZED VIEW list AS SELECT id FROM orders;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
    "shown through a view": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE MATERIALIZED VIEW list AS SELECT id, owner FROM orders;
        CREATE VIEW mine AS SELECT id FROM list WHERE owner = current_user;
        GRANT SELECT ON mine TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("materialized-view-bypasses-policies", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("materialized-view-bypasses-policies", sql)
