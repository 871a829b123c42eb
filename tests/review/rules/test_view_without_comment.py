"""A view says which question it answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a view": (
        'CREATE VIEW "To day" AS SELECT 1 AS one',
        ['view "To day"'],
    ),
    "a materialized view": (
        "CREATE SCHEMA x; CREATE MATERIALIZED VIEW x.today AS SELECT 1 AS one",
        ["view x.today"],
    ),
}
CLEAN = {
    "said": "CREATE VIEW today AS SELECT 1 AS one; COMMENT ON VIEW today IS 'The day.'",
    "a table": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        COMMENT ON TABLE orders IS 'What was asked for.'
        """,
    "an extension's": "CREATE EXTENSION pg_stat_statements",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("view-without-comment", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("view-without-comment", sql)
