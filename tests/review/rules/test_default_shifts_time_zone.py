"""A default of timestamptz is now(), not now() at some time zone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "as people write it": (
        """
        CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz DEFAULT timezone('utc', now()))
        """,
        ["column visits.at"],
    ),
    "local time": (
        """
        CREATE TABLE visits (id bigint PRIMARY KEY,
            "At" timestamptz DEFAULT (CURRENT_TIMESTAMP AT TIME ZONE 'Europe/Rome'))
        """,
        ['column visits."At"'],
    ),
}
CLEAN = {
    "now()": "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz DEFAULT now())",
    "there and back again": """
        CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz DEFAULT (date_trunc('day',
            now() AT TIME ZONE 'utc') AT TIME ZONE 'utc'))
        """,
    "a date": """
        CREATE TABLE visits (id bigint PRIMARY KEY, day date DEFAULT (now() AT TIME ZONE 'utc')::date)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("default-shifts-time-zone", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("default-shifts-time-zone", sql)
