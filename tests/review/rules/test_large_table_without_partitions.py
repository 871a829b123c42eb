"""R-PERF-5: what the brief makes large, and what ends, is partitioned."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "large": (
        """
        -- brief: visits.production = 90_000_000
        -- brief: visits.growth = 0
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz)
        """,
        ["table visits"],
    ),
    "grown large": (
        """
        -- brief: visits.production = 20_000_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz)
        """,
        ["table visits"],
    ),
    "by a convention": (
        """
        -- convention: large_rows = 1000
        -- brief: visits.production = 2_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz)
        """,
        ["table visits"],
    ),
}
CLEAN = {
    "partitioned": """
        -- brief: visits.production = 90_000_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint, at timestamptz, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
    "small": """
        -- brief: visits.production = 90_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz)
        """,
    "fixed": """
        -- brief: visits.fixed = true
        CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("large-table-without-partitions", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("large-table-without-partitions", sql)
