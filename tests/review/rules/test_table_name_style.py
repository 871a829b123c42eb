"""R-NAME: tables are plural snake_case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "upper case": (
        """
        CREATE TABLE "OrderLines" (id bigint CONSTRAINT "OrderLines_id_primary_constraint" PRIMARY KEY)
        """,
        ['table "OrderLines"'],
    ),
    "singular": (
        """
        CREATE TABLE order_line (id bigint CONSTRAINT order_line_id_primary_constraint PRIMARY KEY);
        """,
        ["table order_line"],
    ),
    "singular that ends with s": (
        """
        CREATE TABLE address (id bigint CONSTRAINT address_id_primary_constraint PRIMARY KEY);
        """,
        ["table address"],
    ),
    "a dot, in another schema": (
        """
        CREATE SCHEMA x;
        CREATE TABLE x."a.bs" (id bigint CONSTRAINT "a.bs_id_primary_constraint" PRIMARY KEY)
        """,
        ['table x."a.bs"'],
    ),
}
CLEAN = {
    "plural": """
        CREATE TABLE order_lines (id bigint CONSTRAINT order_lines_id_primary_constraint PRIMARY KEY);
        """,
    "irregular": """
        CREATE TABLE people (id bigint CONSTRAINT people_id_primary_constraint PRIMARY KEY);
        CREATE TABLE analyses (id bigint CONSTRAINT analyses_id_primary_constraint PRIMARY KEY);
        CREATE TABLE daily_statistics (id bigint CONSTRAINT daily_statistics_id_primary_constraint PRIMARY KEY);
        """,
    "the singular by convention": """
        -- convention: plural_tables = false
        CREATE TABLE order_line (id bigint CONSTRAINT order_line_id_primary_constraint PRIMARY KEY);
        """,
    "a partition": """
        CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY)
            PARTITION BY RANGE (at);
        CREATE TABLE visits_default PARTITION OF visits DEFAULT
        """,
    "a number in it": """
        CREATE TABLE web2_leads (id bigint CONSTRAINT web2_leads_id_primary_constraint PRIMARY KEY);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("table-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("table-name-style", sql)
