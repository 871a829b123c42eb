"""R-INT-2: ON DELETE is chosen; ON UPDATE too, where the key may change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "nothing chosen": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint PRIMARY KEY REFERENCES customers)
        """,
        ["constraint notes.notes_customer_id_fkey"],
    ),
    "a natural key that may change": (
        """
        CREATE TABLE countries (code text PRIMARY KEY);
        CREATE TABLE towns (country text PRIMARY KEY REFERENCES countries ON DELETE RESTRICT)
        """,
        ["constraint towns.towns_country_fkey"],
    ),
    "some columns set to null": (
        """
        CREATE TABLE countries (code text PRIMARY KEY);
        CREATE TABLE towns (id bigint PRIMARY KEY,
            country text REFERENCES countries ON DELETE SET NULL (country));
        CREATE INDEX ON towns (country)
        """,
        ["constraint towns.towns_country_fkey"],
    ),
}
CLEAN = {
    "RESTRICT": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint PRIMARY KEY REFERENCES customers ON DELETE RESTRICT)
        """,
    "SET NULL": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE SET NULL);
        CREATE INDEX ON notes (customer_id)
        """,
    "deferrable": """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint PRIMARY KEY REFERENCES customers DEFERRABLE)
        """,
    "partitioned, quoted, in another schema": """
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."Cust" ("Id" bigint PRIMARY KEY);
        CREATE TABLE "Other"."Notes" ("Cust" bigint PRIMARY KEY
            REFERENCES "Other"."Cust" ON DELETE RESTRICT) PARTITION BY LIST ("Cust");
        CREATE TABLE "Other"."Rest" PARTITION OF "Other"."Notes" DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-without-action", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-without-action", sql)
