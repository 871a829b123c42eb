"""R-INT-7: a discriminator has a constraint that keeps it honest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "in mixed case": (
        """CREATE TABLE "Note" (id bigint PRIMARY KEY, "subjectType" text, "subjectId" uuid)""",
        ['column "Note"."subjectType"'],
    ),
    "text": (
        "CREATE TABLE notes (id bigint PRIMARY KEY, owner_type text, owner_id bigint)",
        ["column notes.owner_type"],
    ),
    "kind and uuid": (
        """
        CREATE TABLE notes (id bigint PRIMARY KEY, "Owner_kind" varchar(20), "Owner_uuid" uuid)
        """,
        ['column notes."Owner_kind"'],
    ),
}
CLEAN = {
    "a check": """
        CREATE TABLE notes (id bigint PRIMARY KEY, owner_type text CHECK (owner_type IN ('a', 'b')),
            owner_id bigint)
        """,
    "an enum": """
        CREATE TYPE owners AS ENUM ('a', 'b');
        CREATE TABLE notes (id bigint PRIMARY KEY, owner_type owners, owner_id bigint)
        """,
    "no partner": """
        CREATE TABLE files (id bigint PRIMARY KEY, media_type text, content_type text, content text)
        """,
    "the partner has a foreign key": """
        CREATE TABLE owners (id bigint PRIMARY KEY);
        CREATE TABLE notes (owner_id bigint PRIMARY KEY REFERENCES owners ON DELETE RESTRICT, owner_type text)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("discriminator-without-guard", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("discriminator-without-guard", sql)
