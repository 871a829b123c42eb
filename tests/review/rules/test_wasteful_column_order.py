"""Padding is told where it is worth telling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "small between large": (
        """
        CREATE TABLE "Po ints" (id bigint PRIMARY KEY, a bool NOT NULL, x float8, b int, y timestamptz,
            c smallint, z bigint)
        """,
        ['table "Po ints"'],
    ),
}
CLEAN = {
    "sorted": """
        CREATE TABLE points (id bigint PRIMARY KEY, x float8, y timestamptz, b int, c smallint, a bool NOT NULL)
        """,
    "a little": "CREATE TABLE points (id bigint PRIMARY KEY, a bool NOT NULL, x float8, b int)",
    "uuids need no alignment": """
        CREATE TABLE points (id uuid PRIMARY KEY, a bool NOT NULL, b uuid, c bool NOT NULL, d uuid,
            e bool NOT NULL, f uuid)
        """,
    "short texts need none": "CREATE TABLE points (id bigint PRIMARY KEY, a text, b text, c text, d text)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("wasteful-column-order", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("wasteful-column-order", sql)
