"""A yes or no is not null."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "with a default": (
        "CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean DEFAULT true)",
        ["column tasks.done"],
    ),
    "without one": (
        'CREATE TABLE tasks (id bigint PRIMARY KEY, "Done" bool)',
        ['column tasks."Done"'],
    ),
}
CLEAN = {
    "not null": "CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL)",
    "a domain that is not null": """
        CREATE DOMAIN flag AS boolean NOT NULL;
        CREATE TABLE tasks (id bigint PRIMARY KEY, done flag)
        """,
    "computed": """
        CREATE TABLE tasks (id bigint PRIMARY KEY, n int, big boolean GENERATED ALWAYS AS (n > 9) STORED)
        """,
    "an array": "CREATE TABLE tasks (id bigint PRIMARY KEY, steps boolean[])",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("nullable-boolean", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("nullable-boolean", sql)
