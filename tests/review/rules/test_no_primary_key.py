"""Tables without a primary key are found, whatever they are called; views, partitions and keyed tables are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import HOSTILE, HOSTILE_NAME, HOSTILE_SCHEMA

pytestmark = pytest.mark.database

FOUND = {
    "a unique key is not a primary one": (
        "CREATE TABLE readings (sensor bigint UNIQUE)",
        ["table readings"],
    ),
    "its unique key becomes it": (
        """
        CREATE TABLE readings (sensor bigint NOT NULL, at timestamptz NOT NULL, UNIQUE (sensor, at))
        """,
        ["table readings"],
    ),
    "a partitioned table is found once": (
        """
        CREATE TABLE visits (at timestamptz NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT
        """,
        ["table visits"],
    ),
    "a hostile name": (
        f"""
        {HOSTILE} CREATE TABLE {HOSTILE_SCHEMA}.{HOSTILE_NAME} ("A b" bigint NOT NULL UNIQUE)
        """,
        ['table "Odd ""Schema"" 100%s"."Wei.rd ""Täble"" {0} %(x)s"'],
    ),
}
CLEAN = {
    "a partitioned table with a key": """
        CREATE TABLE visits (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT
        """,
    "a view": "CREATE VIEW nothing AS SELECT 1 AS one",
    "a materialized view": "CREATE MATERIALIZED VIEW nothing AS SELECT 1 AS one",
    "quoted, in another schema": """
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."Things" ("Id" bigint PRIMARY KEY)
        """,
    "no tables at all": "SELECT 1",
    "a temporary table": "CREATE TEMPORARY TABLE scribbles (line text)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("no-primary-key", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("no-primary-key", sql)
