"""A unique key of several columns is switched off by null, unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "a constraint": (
        """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, region text, UNIQUE (product,
            region))
        """,
        ["index prices.prices_product_region_key"],
    ),
    "an index with a condition": (
        """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, region text,
            live boolean NOT NULL);
        CREATE UNIQUE INDEX once ON prices (product, lower(region), region) WHERE live
        """,
        ["index prices.once"],
    ),
    "one that is referred to": (
        """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, region text, UNIQUE (product,
            region));
        CREATE TABLE offers (product bigint, region text, PRIMARY KEY (product, region),
        FOREIGN KEY (product, region) REFERENCES prices (product, region) ON DELETE RESTRICT ON UPDATE CASCADE)
        """,
        ["index prices.prices_product_region_key"],
    ),
}
CLEAN = {
    "an optional key of two": """
        CREATE TABLE people (id bigint PRIMARY KEY, provider text, subject text, UNIQUE (provider, subject))
        """,
    "one of two is filled": """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, plan bigint, region text,
            CHECK (num_nonnulls(plan, region) = 1), UNIQUE (product, plan), UNIQUE (product, region))
        """,
    "none may be null": """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, region text NOT NULL,
            UNIQUE (product, region))
        """,
    "nulls are not distinct": """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, region text,
            UNIQUE NULLS NOT DISTINCT (product, region))
        """,
    "the condition excludes it": """
        CREATE TABLE prices (id bigint PRIMARY KEY, product bigint NOT NULL, region text);
        CREATE UNIQUE INDEX ON prices (product, region) WHERE region IS NOT NULL;
        CREATE UNIQUE INDEX ON prices (product) WHERE region IS NULL
        """,
    "one optional value": "CREATE TABLE people (id bigint PRIMARY KEY, passport text UNIQUE)",
    "one optional value of a tenant": f"""
        CREATE TABLE people (tenant_id bigint, id bigint, passport text, PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, passport));
        {secured("people")}
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("nullable-unique-key", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("nullable-unique-key", sql)
