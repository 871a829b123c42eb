"""Old-style inheritance is found; partitions are not meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a child": (
        """
        CREATE TABLE places (id bigint PRIMARY KEY);
        CREATE TABLE "Cap" (PRIMARY KEY (id)) INHERITS (places)
        """,
        ['table "Cap"'],
    ),
}
CLEAN = {
    "a partition": """
        CREATE TABLE places (id bigint PRIMARY KEY) PARTITION BY LIST (id);
        CREATE TABLE rest PARTITION OF places DEFAULT
        """,
    "LIKE": """
        CREATE TABLE places (id bigint PRIMARY KEY);
        CREATE TABLE towns (LIKE places INCLUDING ALL)
        """,
    "a table of a type": """
        CREATE TYPE place AS (id bigint, name text);
        CREATE TABLE places OF place (PRIMARY KEY (id))
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("inherited-table", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("inherited-table", sql)
