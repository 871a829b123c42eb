"""A telling name has one type; a name that tells nothing may have many."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "the rarer one": (
        """
        CREATE TABLE a (id bigint PRIMARY KEY, sent_at timestamptz);
        CREATE TABLE b (id bigint PRIMARY KEY, sent_at timestamptz);
        CREATE TABLE c (id bigint PRIMARY KEY, sent_at date)
        """,
        ["column c.sent_at"],
    ),
    "one against one": (
        """
        CREATE TABLE a (id bigint PRIMARY KEY, batch_id uuid);
        CREATE TABLE b (id bigint PRIMARY KEY, batch_id text)
        """,
        ["column b.batch_id"],
    ),
}
CLEAN = {
    "lengths and precisions": """
        CREATE TABLE a (id bigint PRIMARY KEY, net_amount numeric(12, 2));
        CREATE TABLE b (id bigint PRIMARY KEY, net_amount numeric(14, 4))
        """,
    "a domain over the same type": """
        CREATE DOMAIN batch AS uuid;
        CREATE TABLE a (id bigint PRIMARY KEY, batch_id uuid);
        CREATE TABLE b (id bigint PRIMARY KEY, batch_id batch)
        """,
    "names that tell nothing": """
        CREATE TABLE a (id bigint PRIMARY KEY, value text);
        CREATE TABLE b (id uuid PRIMARY KEY, value jsonb)
        """,
    "one of several tables": """
        CREATE TABLE a (id bigint PRIMARY KEY, thing_id bigint, thing_type text CHECK (thing_type IN ('x')));
        CREATE TABLE b (id bigint PRIMARY KEY, thing_id uuid, thing_type text CHECK (thing_type IN ('y')))
        """,
    "a foreign key has its target's type": """
        CREATE TABLE p (id bigint PRIMARY KEY);
        CREATE TABLE q (id uuid PRIMARY KEY);
        CREATE TABLE a (owner_id bigint PRIMARY KEY REFERENCES p ON DELETE RESTRICT);
        CREATE TABLE b (owner_id uuid PRIMARY KEY REFERENCES q ON DELETE RESTRICT)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("column-type-disagreement", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("column-type-disagreement", sql)
