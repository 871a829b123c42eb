"""R-NAME: columns are snake_case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "upper case": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, "placedOn" date);
        """,
        ['column orders."placedOn"'],
    ),
    "the plain one is taken": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, "Shop" bigint,
            shop bigint);
        """,
        ['column orders."Shop"'],
    ),
    "a hostile one": (
        '''
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, "50% ""off""" int);
        ''',
        ['column orders."50% ""off"""'],
    ),
}
CLEAN = {
    "plain": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, placed_on date,
            line2 text, x int);
        """,
    "a view": 'CREATE VIEW today AS SELECT 1 AS "One"',
    "a partition": """
        CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY)
            PARTITION BY RANGE (at);
        CREATE TABLE visits_default PARTITION OF visits DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("column-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("column-name-style", sql)
