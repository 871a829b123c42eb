"""R-CHK-5, R-INT-4: a status says which values it has: by a check, an enum, a domain or a table of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "in mixed case": (
        """CREATE TABLE "Order" (id bigint PRIMARY KEY, "orderStatus" varchar(50))""",
        ['column "Order"."orderStatus"'],
    ),
    "text": (
        "CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL)",
        ["column orders.status"],
    ),
    "varchar, at the end of a name": (
        "CREATE TABLE orders (id bigint PRIMARY KEY, delivery_state varchar(20))",
        ["column orders.delivery_state"],
    ),
    "a domain without a check": (
        """
        CREATE DOMAIN word AS text;
        CREATE TABLE orders (id bigint PRIMARY KEY, kind word)
        """,
        ["column orders.kind"],
    ),
    "quoted, in another schema, partitioned": (
        """
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."Ord" (id bigint PRIMARY KEY, status text) PARTITION BY LIST (id);
        CREATE TABLE "Other"."Rest" PARTITION OF "Other"."Ord" DEFAULT
        """,
        ['column "Other"."Ord".status'],
    ),
}
CLEAN = {
    "an enum": """
        CREATE TYPE progress AS ENUM ('a', 'b');
        CREATE TABLE orders (id bigint PRIMARY KEY, status progress)
        """,
    "a check": """
        CREATE TABLE orders (id bigint PRIMARY KEY, status text CHECK (status IN ('a', 'b')))
        """,
    "a domain with a check": """
        CREATE DOMAIN word AS text CHECK (VALUE IN ('a', 'b'));
        CREATE TABLE orders (id bigint PRIMARY KEY, kind word)
        """,
    "a table of them": """
        CREATE TABLE statuses (name text PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY,
            status text REFERENCES statuses ON DELETE RESTRICT ON UPDATE CASCADE);
        CREATE INDEX ON orders (status)
        """,
    "the state of an address": """
        CREATE TABLE places (id bigint PRIMARY KEY, city text, state text, billing_city text,
            billing_state text)
        """,
    "only like one": """
        CREATE TABLE orders (id bigint PRIMARY KEY, status_text text, statement text, kindness text,
            state_id bigint)
        """,
    "a number": "CREATE TABLE orders (id bigint PRIMARY KEY, status smallint, priority int)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("status-without-values", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("status-without-values", sql)
