"""More indexes than a table's writes bear, by the conventions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "by a stricter convention": (
        """
        -- convention: most_indexes = 2
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX ON facts (a);
        CREATE INDEX ON facts (b)
        """,
        ["table facts"],
    ),
    "partitioned, once": (
        """
        -- convention: most_indexes = 1
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n bigint) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        CREATE INDEX ON visits (n)
        """,
        ["table visits"],
    ),
}
CLEAN = {
    "as many as are allowed": """
        -- convention: most_indexes = 3
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX ON facts (a);
        CREATE INDEX ON facts (b)
        """,
    "some": """
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX ON facts (a);
        CREATE INDEX ON facts (b);
        CREATE INDEX ON facts (c)
        """,
    "none": "CREATE TABLE facts (id bigint PRIMARY KEY)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("over-indexed-table", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("over-indexed-table", sql)
