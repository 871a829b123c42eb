"""A view that others may query reads with their eyes, or reads nothing that is secured."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "plain": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE VIEW list AS SELECT id FROM orders;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
        ["view list"],
    ),
    "through another view": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE VIEW a AS SELECT id FROM orders;
        CREATE VIEW b AS SELECT id FROM a;
        GRANT SELECT ON b TO pgwb_case_clerk
        """,
        ["view b"],
    ),
    "quoted": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE SCHEMA "Sh op";
        CREATE TABLE "Sh op"."Ord" (id bigint PRIMARY KEY, owner name);
        {owned('"Sh op"."Ord"')} CREATE VIEW "Sh op"."Li st" AS SELECT id FROM "Sh op"."Ord";
        GRANT SELECT ON "Sh op"."Li st" TO pgwb_case_clerk
        """,
        ['view "Sh op"."Li st"'],
    ),
}
CLEAN = {
    "with the reader's eyes": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE VIEW list WITH (security_invoker = on) AS SELECT id FROM orders;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
    "for nobody else": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} CREATE VIEW list AS SELECT id FROM orders
        """,
    "nothing secured": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        CREATE VIEW list AS SELECT id FROM orders;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
    "the policies hold for its owner": f"""
        CREATE ROLE pgwb_case_owner;
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name);
        {owned("orders")} ALTER TABLE orders OWNER TO pgwb_case_owner;
        CREATE VIEW list AS SELECT id FROM orders;
        ALTER VIEW list OWNER TO pgwb_case_owner;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
    "a table of a longer name": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        CREATE TABLE orders_old (id bigint PRIMARY KEY);
        {owned("orders")} CREATE VIEW list AS SELECT id FROM orders_old;
        GRANT SELECT ON list TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("view-bypasses-policies", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("view-bypasses-policies", sql)
