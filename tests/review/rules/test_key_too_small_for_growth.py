"""R-TYPE: INTEGER or BIGINT by the volume expected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "integer": (
        """
        -- convention: large_rows = 1_000_000_000_000
        -- brief: visits.production = 400_000_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)
        """,
        ["column visits.id"],
    ),
    "smallint": (
        """
        -- brief: visits.production = 20_000
        -- brief: visits.growth = 0
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits ("Id" smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)
        """,
        ['column visits."Id"'],
    ),
}
CLEAN = {
    "bigint": """
        -- convention: large_rows = 1_000_000_000_000
        -- brief: visits.production = 400_000_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)
        """,
    "large enough": """
        -- brief: visits.production = 4_000_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)
        """,
    "not numbered": """
        -- brief: visits.production = 20_000
        -- brief: visits.growth = 0.5
        -- brief: visits.retention = "as long as the shop"
        -- brief: visits.consistency = "eventual"
        CREATE TABLE visits (year smallint, place bigint, PRIMARY KEY (year, place))
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("key-too-small-for-growth", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("key-too-small-for-growth", sql)
