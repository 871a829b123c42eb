"""R-NAME: {table}_{whose}_policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "another": (
        """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, owner name);
        CREATE POLICY mine ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY
        """,
        ["policy orders.mine"],
    ),
    "quoted": (
        '''
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, owner name);
        CREATE POLICY "50% ""x""" ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY
        ''',
        ['policy orders."50% ""x"""'],
    ),
}
CLEAN = {
    "by template": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, owner name);
        CREATE POLICY orders_own_policy
            ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY
        """,
    "two": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, owner name);
        CREATE POLICY orders_own_policy
            ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY orders_late_policy ON orders AS RESTRICTIVE USING (id > 0)
        """,
    "none": """
        CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY);
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("policy-name-style", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("policy-name-style", sql)
