"""R-NAME: {table}_{column}_{type}_constraint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "a primary key as the server names it": (
        "CREATE TABLE orders (id bigint PRIMARY KEY)",
        ["constraint orders.orders_pkey"],
    ),
    "a check": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            n int CONSTRAINT positive CHECK (n > 0));
        """,
        ["constraint orders.positive"],
    ),
    "a unique key of other columns": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            a int CONSTRAINT orders_b_unique_constraint UNIQUE, b int);
        """,
        ["constraint orders.orders_b_unique_constraint"],
    ),
    "a hostile name": (
        '''
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            n int CONSTRAINT "5% ""x""" CHECK (n > 0));
        ''',
        ['constraint orders."5% ""x"""'],
    ),
}
CLEAN = {
    "by template": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
            n int CONSTRAINT orders_n_check_constraint CHECK (n > 0),
            m int CONSTRAINT orders_m_unique_constraint UNIQUE);
        """,
    "a word more": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, a date,
            b date CONSTRAINT orders_b_after_a_check_constraint CHECK (b > a));
        """,
    "the tenant left out": f"""
        CREATE TABLE orders (tenant_id bigint, id bigint,
            CONSTRAINT orders_id_primary_constraint PRIMARY KEY (tenant_id, id));
        {secured("orders")}
        """,
    "NOT NULL has a name of its own on 18": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, n int NOT NULL);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("constraint-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("constraint-name-style", sql)
