"""R-MIG-7: a table says what it holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "nothing": (
        'CREATE TABLE "Ord" (id bigint PRIMARY KEY)',
        ['table "Ord"'],
    ),
    "a word for the workbench alone": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        COMMENT ON TABLE orders IS 'pgworkbench:ignore truncate-granted small'
        """,
        ["table orders"],
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
    "said": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        COMMENT ON TABLE orders IS 'What was asked for.'
        """,
    "a view has a rule of its own": "CREATE VIEW today AS SELECT 1 AS one; COMMENT ON VIEW today IS 'The day.'",
    "no tables": "SELECT 1",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("table-without-comment", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("table-without-comment", sql)
