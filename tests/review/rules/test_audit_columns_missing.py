"""R-AUD-1, R-CHK-3: every table knows when its rows came and, if they change, when they changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "neither": (
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text)",
        ["table orders"],
    ),
    "a log without its time": (
        """
        CREATE TABLE visits (at timestamptz PRIMARY KEY, n int) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
        ["table visits"],
    ),
    "by another convention": (
        """
        -- convention: created_column = "made"
        -- convention: updated_column = ""
        CREATE TABLE "Ord" (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now())
        """,
        ['table "Ord"'],
    ),
}
CLEAN = {
    "both": f"""
        {TOUCH} CREATE TABLE orders (id bigint PRIMARY KEY, note text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "a log with the time of what happened": """
        CREATE TABLE visits (occurred_at timestamptz PRIMARY KEY) PARTITION BY RANGE (occurred_at);
        CREATE TABLE rest PARTITION OF visits DEFAULT
        """,
    "rows that are never changed": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE notes (id bigint PRIMARY KEY, note text, created_at timestamptz NOT NULL DEFAULT now());
        GRANT SELECT, INSERT ON notes TO pgwb_case_clerk
        """,
    "a junction": """
        CREATE TABLE a (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE a_b (a bigint REFERENCES a ON DELETE RESTRICT, b bigint REFERENCES a ON DELETE RESTRICT,
            created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (a, b));
        CREATE INDEX ON a_b (b)
        """,
    "a view": "CREATE VIEW today AS SELECT 1 AS one",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("audit-columns-missing", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("audit-columns-missing", sql)
