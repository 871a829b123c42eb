"""An index that was not finished is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "on the parent alone": (
        """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n bigint) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX "N n" ON ONLY visits (n)
        """,
        ['index visits."N n"'],
    ),
    "where a partition has one that fits": (
        """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n bigint) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX part ON rest (n);
        CREATE INDEX whole ON ONLY visits (n)
        """,
        ["index visits.whole"],
    ),
}
CLEAN = {
    "on all": """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n bigint) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX ON visits (n)
        """,
    "attached by hand": """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n bigint) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX part ON rest (n);
        CREATE INDEX whole ON ONLY visits (n);
        ALTER INDEX whole ATTACH PARTITION part
        """,
    "on one partition alone": """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n bigint) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX ON rest (n)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("invalid-index", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("invalid-index", sql)
