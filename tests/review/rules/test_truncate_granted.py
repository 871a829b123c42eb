"""TRUNCATE is for the owner alone, on partitions too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "by GRANT ALL": (
        """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT ALL ON orders TO pgwb_case_clerk
        """,
        ["table orders"],
    ),
    "on a partition": (
        """
        CREATE ROLE "Pgwb case";
        CREATE TABLE visits (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        GRANT SELECT, TRUNCATE ON rest TO "Pgwb case";
        GRANT SELECT ON visits TO "Pgwb case"
        """,
        ["table visits"],
    ),
    "to everybody": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        GRANT TRUNCATE ON orders TO PUBLIC
        """,
        ["table orders"],
    ),
}
CLEAN = {
    "other rights": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES, TRIGGER ON orders TO pgwb_case_clerk
        """,
    "the owner": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders OWNER TO pgwb_case_clerk
        """,
    "on columns": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT UPDATE (owner) ON orders TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("truncate-granted", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("truncate-granted", sql)
