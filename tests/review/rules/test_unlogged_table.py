"""What is not in the log is lost in a crash."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "unlogged": (
        'CREATE UNLOGGED TABLE "Ca rts" (id bigint PRIMARY KEY)',
        ['table "Ca rts"'],
    ),
}
CLEAN = {
    "argued": """
        CREATE UNLOGGED TABLE carts (id bigint PRIMARY KEY);
        COMMENT ON TABLE carts IS 'A crash may empty it: it is read from the shop again.';
        """,
    "logged": "CREATE TABLE carts (id bigint PRIMARY KEY)",
    "temporary": "CREATE TEMPORARY TABLE carts (id bigint)",
    "partitioned": """
        CREATE TABLE carts (id bigint PRIMARY KEY) PARTITION BY LIST (id);
        CREATE TABLE rest PARTITION OF carts DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("unlogged-table", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("unlogged-table", sql)
