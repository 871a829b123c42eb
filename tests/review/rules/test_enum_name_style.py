"""R-NAME: enums end with _enum."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "another": (
        """
        CREATE TYPE "Mo od" AS ENUM ('a')
        """,
        ['type "Mo od"'],
    ),
}
CLEAN = {
    "by template": "CREATE TYPE pets_mood_enum AS ENUM ('a')",
    "a domain": "CREATE DOMAIN mood AS text CHECK (VALUE IN ('a'))",
    "a composite type": "CREATE TYPE mood AS (a int)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("enum-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("enum-name-style", sql)
