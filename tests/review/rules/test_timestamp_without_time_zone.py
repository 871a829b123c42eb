"""R-TYPE, R-EDGE-5: a moment has its time zone; a date and a time of day have none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "with a precision": (
        "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp(3))",
        ["column visits.at"],
    ),
    "an array": (
        "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp[])",
        ["column visits.at"],
    ),
    "a domain": (
        """
        CREATE DOMAIN moment AS timestamp;
        CREATE TABLE visits (id bigint PRIMARY KEY, at moment)
        """,
        ["column visits.at"],
    ),
    "quoted, partitioned": (
        """
        CREATE TABLE "Vis" ("At" timestamp PRIMARY KEY) PARTITION BY RANGE ("At");
        CREATE TABLE "Rest" PARTITION OF "Vis" DEFAULT
        """,
        ['column "Vis"."At"'],
    ),
}
CLEAN = {
    "with a time zone": "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz(3))",
    "a date and a time of day": "CREATE TABLE shops (id bigint PRIMARY KEY, opened_on date, opens time)",
    "a range of moments": "CREATE TABLE visits (id bigint PRIMARY KEY, during tstzrange)",
    "a view that shows one": "CREATE VIEW today AS SELECT now()::timestamp AS moment",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("timestamp-without-time-zone", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("timestamp-without-time-zone", sql)
