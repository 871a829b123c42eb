"""Reserved words are found; words that are free as names are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a column": (
        """
        CREATE TABLE visits (id bigint CONSTRAINT visits_id_primary_constraint PRIMARY KEY, "end" date,
            "user" text);
        """,
        ["table visits"],
    ),
    "a table": (
        """
        -- convention: plural_tables = false
        CREATE TABLE "order" (id bigint CONSTRAINT order_id_primary_constraint PRIMARY KEY)
        """,
        ['table "order"'],
    ),
}
CLEAN = {
    "words that are free": """
        CREATE TABLE visits (id bigint CONSTRAINT visits_id_primary_constraint PRIMARY KEY, name text,
            type text, value text, date date, position int, "timestamp" timestamptz);
        """,
    "a reserved word inside": """
        CREATE TABLE visits (id bigint CONSTRAINT visits_id_primary_constraint PRIMARY KEY, end_of_stay date,
            user_id bigint);
        """,
    "upper case is another matter": """
        CREATE TABLE visits (id bigint CONSTRAINT visits_id_primary_constraint PRIMARY KEY, ending date);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("reserved-word", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("reserved-word", sql)
