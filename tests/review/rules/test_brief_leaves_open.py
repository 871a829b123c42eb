"""R-ASK: what the brief leaves open is asked, by table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "everything": (
        "CREATE TABLE visits (id bigint PRIMARY KEY)",
        ["table visits"],
    ),
    "retention": (
        """
        -- brief: visits.production = 90
        -- brief: visits.growth = 0.1
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint PRIMARY KEY)
        """,
        ["table visits"],
    ),
    "partitioned, once": (
        """
        CREATE TABLE visits (id bigint PRIMARY KEY) PARTITION BY LIST (id);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
        ["table visits"],
    ),
}
CLEAN = {
    "all is said": """
        -- brief: visits.production = 90
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint PRIMARY KEY)
        """,
    "a fixed list": """
        -- brief: visits.fixed = true
        CREATE TABLE visits (id bigint PRIMARY KEY)
        """,
    "no tables": "CREATE VIEW today AS SELECT 1 AS one",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("brief-leaves-open", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("brief-leaves-open", sql)
