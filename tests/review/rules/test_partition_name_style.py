"""R-NAME: partitions begin with their table's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "another": (
        """
        CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY)
            PARTITION BY RANGE (at);
        CREATE TABLE "Old data" PARTITION OF visits DEFAULT
        """,
        ["table visits"],
    ),
    "two": (
        """
        CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY)
            PARTITION BY RANGE (at);
        CREATE TABLE a PARTITION OF visits DEFAULT;
        CREATE TABLE b PARTITION OF visits FOR VALUES FROM ('2026-01-01 00:00+0') TO ('2026-02-01 00:00+0')
        """,
        ["table visits"],
    ),
}
CLEAN = {
    "by template": """
        CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY)
            PARTITION BY RANGE (at);
        CREATE TABLE visits_default PARTITION OF visits DEFAULT
        """,
    "a partition of a partition": """
        CREATE TABLE visits (at timestamptz, n int, CONSTRAINT visits_at_n_primary_constraint PRIMARY KEY (at,
            n)) PARTITION BY RANGE (at);
        CREATE TABLE visits_default PARTITION OF visits DEFAULT PARTITION BY LIST (n);
        CREATE TABLE visits_default_rest PARTITION OF visits_default DEFAULT
        """,
    "no partitions yet": """
        CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY)
            PARTITION BY RANGE (at);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("partition-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("partition-name-style", sql)
