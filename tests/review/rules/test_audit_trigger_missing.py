"""R-AUD-1: a trigger keeps updated_at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "none": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz)
        """,
        ["table orders"],
    ),
    "one that does something else": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER t BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
        """,
        ["table orders"],
    ),
    "only on insert": (
        f"""
        {TOUCH} CREATE TABLE "Ord" (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TABLE bills (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER bills_updated_at_trigger BEFORE UPDATE
            ON bills FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ['table "Ord"'],
    ),
}
CLEAN = {
    "a function that sets it": f"""
        {TOUCH} CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "the name as an argument": """
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch('updated_at')
        """,
    "no such column": """
        CREATE TABLE visits (created_at timestamptz DEFAULT now() PRIMARY KEY) PARTITION BY RANGE (created_at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
    "partitioned": f"""
        {TOUCH} CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz) PARTITION BY LIST (id);
        CREATE TABLE rest PARTITION OF orders DEFAULT;
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("audit-trigger-missing", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("audit-trigger-missing", sql)
