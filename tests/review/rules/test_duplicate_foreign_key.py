"""Two foreign keys over the same pairs of columns are one too many."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "twice": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT,
        CONSTRAINT zz FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL)
        """,
        ["constraint notes.zz"],
    ),
    "pairs in another order": (
        """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number), UNIQUE (number, hall));
        CREATE TABLE parcels (hall bigint, shelf bigint, PRIMARY KEY (hall, shelf),
        CONSTRAINT a FOREIGN KEY (hall, shelf) REFERENCES shelves ON DELETE RESTRICT,
        CONSTRAINT b FOREIGN KEY (shelf, hall) REFERENCES shelves (number, hall) ON DELETE RESTRICT)
        """,
        ["constraint parcels.b"],
    ),
}
CLEAN = {
    "two columns to one table": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE gifts (id bigint PRIMARY KEY, giver bigint UNIQUE REFERENCES customers ON DELETE RESTRICT,
        taker bigint UNIQUE REFERENCES customers ON DELETE RESTRICT)
        """,
    "one column to two tables": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE people (id bigint PRIMARY KEY);
        CREATE TABLE notes (id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT
            REFERENCES people ON DELETE RESTRICT)
        """,
    "partitions have copies": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint PRIMARY KEY
            REFERENCES customers ON DELETE RESTRICT) PARTITION BY LIST (customer_id);
        CREATE TABLE notes_rest PARTITION OF notes DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("duplicate-foreign-key", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("duplicate-foreign-key", sql)
