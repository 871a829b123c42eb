"""R-INT-9: a flexible section says what is in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "jsonb": (
        """
        CREATE TABLE offers (id bigint PRIMARY KEY, "Ex tra" jsonb);
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
        ['column offers."Ex tra"'],
    ),
    "an array and a code": (
        """
        CREATE TABLE offers (id bigint PRIMARY KEY, tags text[], sort smallint);
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
        ["column offers.sort", "column offers.tags"],
    ),
}
CLEAN = {
    "a small number": """
        CREATE TABLE offers (id bigint PRIMARY KEY, line_no smallint, bed_count smallint);
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
    "said": """
        CREATE TABLE offers (id bigint PRIMARY KEY, extra jsonb);
        COMMENT ON COLUMN offers.extra IS 'By partner.';
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
    "types that tell": """
        CREATE TABLE offers (id bigint PRIMARY KEY, day date, n int, note text);
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
    "a small foreign key": """
        CREATE TABLE sorts (id smallint PRIMARY KEY);
        COMMENT ON TABLE sorts IS 'Of fruit.';
        COMMENT ON COLUMN sorts.id IS 'By hand.';
        CREATE TABLE offers (id bigint PRIMARY KEY, sort smallint REFERENCES sorts ON DELETE RESTRICT);
        CREATE INDEX ON offers (sort);
        COMMENT ON TABLE offers IS 'Lower prices.';
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("opaque-column-without-comment", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("opaque-column-without-comment", sql)
