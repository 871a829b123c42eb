"""What was added NOT VALID is to be validated."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a check": (
        """
        CREATE TABLE payments (id bigint PRIMARY KEY, cents bigint);
        ALTER TABLE payments ADD CONSTRAINT positive CHECK (cents > 0) NOT VALID
        """,
        ["constraint payments.positive"],
    ),
    "a foreign key": (
        """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE notes (customer_id bigint PRIMARY KEY);
        ALTER TABLE notes ADD CONSTRAINT "Re fers" FOREIGN KEY (customer_id)
            REFERENCES customers ON DELETE RESTRICT NOT VALID
        """,
        ['constraint notes."Re fers"'],
    ),
}
CLEAN = {
    "valid from the start": "CREATE TABLE payments (id bigint PRIMARY KEY, cents bigint CHECK (cents > 0))",
    "validated later": """
        CREATE TABLE payments (id bigint PRIMARY KEY, cents bigint);
        ALTER TABLE payments ADD CONSTRAINT positive CHECK (cents > 0) NOT VALID;
        ALTER TABLE payments VALIDATE CONSTRAINT positive
        """,
    "partitioned, quoted, in another schema": """
        CREATE SCHEMA "Other";
        CREATE TABLE "Other"."P" ("Id" bigint PRIMARY KEY CHECK ("Id" > 0)) PARTITION BY LIST ("Id");
        CREATE TABLE "Other"."R" PARTITION OF "Other"."P" DEFAULT
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("constraint-not-validated", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("constraint-not-validated", sql)
