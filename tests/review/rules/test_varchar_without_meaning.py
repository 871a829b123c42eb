"""R-TYPE: VARCHAR(n) where a limit is a rule, TEXT otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "255": (
        "CREATE TABLE songs (id bigint PRIMARY KEY, title varchar(255))",
        ["column songs.title"],
    ),
    "no length": (
        'CREATE TABLE songs (id bigint PRIMARY KEY, "Ti tle" varchar)',
        ['column songs."Ti tle"'],
    ),
}
CLEAN = {
    "a rule": """
        CREATE TABLE songs (id bigint PRIMARY KEY, isrc varchar(12), title varchar(200))
        """,
    "text": "CREATE TABLE songs (id bigint PRIMARY KEY, title text)",
    "an array": "CREATE TABLE songs (id bigint PRIMARY KEY, titles varchar(255)[])",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("varchar-without-meaning", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("varchar-without-meaning", sql)
