"""A time of day has no time zone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "timetz": (
        "CREATE TABLE alarms (id bigint PRIMARY KEY, rings timetz)",
        ["column alarms.rings"],
    ),
    "with a precision": (
        'CREATE TABLE "Al arms" (id bigint PRIMARY KEY, "Rings" timetz(0))',
        ['column "Al arms"."Rings"'],
    ),
}
CLEAN = {
    "time": "CREATE TABLE alarms (id bigint PRIMARY KEY, rings time(0))",
    "timestamptz": "CREATE TABLE alarms (id bigint PRIMARY KEY, rings timestamptz)",
    "a name for it": 'CREATE TABLE alarms (id bigint PRIMARY KEY, "time with time zone" text)',
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("time-with-time-zone", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("time-with-time-zone", sql)
