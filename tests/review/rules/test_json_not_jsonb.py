"""json keeps the text; jsonb is what is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "json": (
        'CREATE TABLE drafts (id bigint PRIMARY KEY, "Body" json)',
        ['column drafts."Body"'],
    ),
    "in another schema, partitioned": (
        """
        CREATE SCHEMA x;
        CREATE TABLE x.drafts (id bigint PRIMARY KEY, body json) PARTITION BY LIST (id);
        CREATE TABLE x.rest PARTITION OF x.drafts DEFAULT
        """,
        ["column x.drafts.body"],
    ),
}
CLEAN = {
    "jsonb": "CREATE TABLE drafts (id bigint PRIMARY KEY, body jsonb)",
    "text with a check": "CREATE TABLE drafts (id bigint PRIMARY KEY, body text CHECK (body IS JSON))",
    "a function of it": "CREATE FUNCTION f(json) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("json-not-jsonb", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("json-not-jsonb", sql)
