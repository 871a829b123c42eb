"""A pair of columns differs in type, length or precision; a domain is what it is made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a narrower integer": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (id int PRIMARY KEY REFERENCES customers ON DELETE RESTRICT)
        """,
        ["constraint notes.notes_id_fkey"],
    ),
    "a shorter text": (
        """
        CREATE TABLE countries (code varchar(40) PRIMARY KEY);
        CREATE TABLE towns (id bigint PRIMARY KEY,
            country varchar(20) REFERENCES countries ON DELETE RESTRICT ON UPDATE CASCADE);
        CREATE INDEX ON towns (country)
        """,
        ["constraint towns.towns_country_fkey"],
    ),
    "one half of two": (
        """
        CREATE TABLE shelves (hall bigint, number bigint, PRIMARY KEY (hall, number));
        CREATE TABLE parcels (hall bigint, shelf int, PRIMARY KEY (hall, shelf), FOREIGN KEY (hall,
            shelf) REFERENCES shelves ON DELETE RESTRICT)
        """,
        ["constraint parcels.parcels_hall_shelf_fkey"],
    ),
}
CLEAN = {
    "a domain over the same type": """
        CREATE DOMAIN customer_number AS bigint CHECK (VALUE > 0);
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (id customer_number PRIMARY KEY REFERENCES customers ON DELETE RESTRICT)
        """,
    "text that refers to varchar": """
        CREATE TABLE countries (code varchar(40) PRIMARY KEY);
        CREATE TABLE towns (country text PRIMARY KEY REFERENCES countries ON DELETE RESTRICT ON UPDATE CASCADE)
        """,
    "quoted, in another schema": """
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."Things" ("Id" uuid PRIMARY KEY);
        CREATE TABLE "Other"."Parts" ("Thing" uuid PRIMARY KEY REFERENCES "Other"."Things" ON DELETE RESTRICT)
        """,
    "partitioned": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE visits (customer_id bigint PRIMARY KEY
            REFERENCES customers ON DELETE RESTRICT) PARTITION BY LIST (customer_id);
        CREATE TABLE visits_rest PARTITION OF visits DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-type-mismatch", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-type-mismatch", sql)
