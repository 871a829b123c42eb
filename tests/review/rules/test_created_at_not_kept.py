"""R-AUD-1: created_at is NOT NULL DEFAULT now()."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "no default": (
        f"""
        {TOUCH} CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL,
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ["column orders.created_at"],
    ),
    "may be null": (
        f"""
        {TOUCH} CREATE TABLE "Ord" (id bigint PRIMARY KEY, created_at timestamptz DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER t BEFORE UPDATE ON "Ord" FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ['column "Ord".created_at'],
    ),
}
CLEAN = {
    "kept": f"""
        {TOUCH} CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "another default": f"""
        {TOUCH} CREATE TABLE orders (id bigint PRIMARY KEY,
            created_at timestamptz NOT NULL DEFAULT clock_timestamp(), updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "in a key": """
        CREATE TABLE visits (created_at timestamptz DEFAULT now() PRIMARY KEY) PARTITION BY RANGE (created_at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("created-at-not-kept", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("created-at-not-kept", sql)
