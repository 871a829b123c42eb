"""R-PERF-2: GIN for JSONB and arrays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "jsonb": (
        """
        CREATE TABLE items (id bigint PRIMARY KEY, "Body" jsonb);
        CREATE INDEX x ON items ("Body")
        """,
        ["index items.x"],
    ),
    "second key": (
        """
        CREATE TABLE items (id bigint PRIMARY KEY, shop bigint, tags text[]);
        CREATE INDEX x ON items (shop, tags)
        """,
        ["index items.x"],
    ),
}
CLEAN = {
    "GIN": """
        CREATE TABLE items (id bigint PRIMARY KEY, body jsonb);
        CREATE INDEX ON items USING gin (body jsonb_path_ops)
        """,
    "a value out of it": """
        CREATE TABLE items (id bigint PRIMARY KEY, body jsonb);
        CREATE INDEX ON items ((body ->> 'colour'))
        """,
    "unique": "CREATE TABLE items (id bigint PRIMARY KEY, path text[] UNIQUE)",
    "included": """
        CREATE TABLE items (id bigint PRIMARY KEY, shop bigint, body jsonb);
        CREATE INDEX ON items (shop) INCLUDE (body)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("btree-on-document", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("btree-on-document", sql)
