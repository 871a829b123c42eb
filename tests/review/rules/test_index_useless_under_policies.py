"""Under a policy, an index serves leakproof operators only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned, secured

pytestmark = pytest.mark.database

FOUND = {
    "numeric": (
        f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX x ON pets (tenant_id, age)
        """,
        ["index pets.x"],
    ),
    "GIN over an array": (
        f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX x ON pets USING gin (tags)
        """,
        ["index pets.x"],
    ),
    "an expression": (
        f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX x ON pets (tenant_id, lower(name))
        """,
        ["index pets.x"],
    ),
    "citext": (
        f"""
        CREATE EXTENSION citext;
        CREATE TABLE pets (id bigint PRIMARY KEY, owner name, nick citext);
        CREATE INDEX x ON pets (nick);
        {owned("pets")}
        """,
        ["index pets.x"],
    ),
    "a range": (
        f"""
        CREATE TABLE pets (id bigint PRIMARY KEY, owner name, life daterange);
        CREATE INDEX x ON pets USING gist (life);
        {owned("pets")}
        """,
        ["index pets.x"],
    ),
}
CLEAN = {
    "text": f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX ON pets (tenant_id, name)
        """,
    "numeric behind text": f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX ON pets (tenant_id, name, age)
        """,
    "a condition in its place": f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX ON pets (tenant_id, age) WHERE age > 10
        """,
    "no policies": """
        CREATE TABLE pets (id bigint PRIMARY KEY, age numeric(4, 1));
        CREATE INDEX ON pets (age)
        """,
    "BRIN": f"""
        CREATE TABLE pets (tenant_id bigint, id bigint, name text, age numeric(4, 1), tags text[],
            PRIMARY KEY (tenant_id, id));
        {secured("pets")}CREATE INDEX ON pets USING brin (age)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-useless-under-policies", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-useless-under-policies", sql)
