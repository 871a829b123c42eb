"""R-EDGE-3: CASCADE only where it is argued, in a comment on the constraint."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "no comment": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE)
        """,
        ["constraint lines.lines_order_id_fkey"],
    ),
    "a comment for the workbench alone": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE);
        COMMENT ON CONSTRAINT lines_order_id_fkey
            ON lines IS 'pgworkbench:ignore foreign-key-without-index small'
        """,
        ["constraint lines.lines_order_id_fkey"],
    ),
    "partitions are not told again": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (order_id bigint PRIMARY KEY
            REFERENCES orders ON DELETE CASCADE) PARTITION BY LIST (order_id);
        CREATE TABLE lines_rest PARTITION OF lines DEFAULT
        """,
        ["constraint lines.lines_order_id_fkey"],
    ),
}
CLEAN = {
    "argued": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE);
        COMMENT ON CONSTRAINT lines_order_id_fkey ON lines IS 'A line is part of its order.'
        """,
    "ON UPDATE is another thing": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (order_id bigint PRIMARY KEY REFERENCES orders ON DELETE RESTRICT ON UPDATE CASCADE)
        """,
    "SET NULL": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders ON DELETE SET NULL);
        CREATE INDEX ON lines (order_id)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("cascade-unargued", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("cascade-unargued", sql)
