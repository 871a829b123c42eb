"""R-MIG-7: a constraint that ties columns together says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a check of two columns": (
        """
        CREATE TABLE offers (id bigint PRIMARY KEY, a date, b date, CONSTRAINT "Or der" CHECK (a <= b));
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
        ['constraint offers."Or der"'],
    ),
    "an exclusion": (
        """
        CREATE TABLE offers (id bigint PRIMARY KEY, d daterange,
            CONSTRAINT once EXCLUDE USING gist (d WITH &&));
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
        ["constraint offers.once"],
    ),
}
CLEAN = {
    "one column": """
        CREATE TABLE offers (id bigint PRIMARY KEY, a int CHECK (a > 0));
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
    "said": """
        CREATE TABLE offers (id bigint PRIMARY KEY, a date, b date, CONSTRAINT o CHECK (a <= b));
        COMMENT ON CONSTRAINT o ON offers IS 'One day at least.';
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
    "a unique key": """
        CREATE TABLE offers (id bigint PRIMARY KEY, a int NOT NULL, b int NOT NULL, UNIQUE (a, b));
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("check-without-comment", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("check-without-comment", sql)
