"""R-EDGE-6: optimistic locking on rows that many edit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

PAGES = "CREATE TABLE pages (id bigint PRIMARY KEY, title text NOT NULL, state int NOT NULL DEFAULT 1);"
FOUND = {
    "one query": (
        PAGES + "\n-- query 1900/h save_page: UPDATE pages SET title = :title WHERE id = :id",
        ["table pages"],
    ),
    "two queries together": (
        PAGES
        + """
        -- query 600/h save_page: UPDATE pages SET title = :title WHERE id = :id
        -- query 600/h hide_page: UPDATE pages SET state = :state WHERE id = :id
        """,
        ["table pages"],
    ),
    "a hostile name": (
        """CREATE TABLE "P %s {1}" ("Id" bigint PRIMARY KEY, "T" text);
        -- query 1900/h save_page: UPDATE "P %s {1}" SET "T" = :title WHERE "Id" = :id
        """,
        ['table "P %s {1}"'],
    ),
}
CLEAN = {
    "seldom": PAGES + "\n-- query 19/h save_page: UPDATE pages SET title = :title WHERE id = :id",
    "it asks for what it replaces": (
        PAGES + "\n-- query 1900/h hide_page: UPDATE pages SET state = :new WHERE id = :id AND state = :old"
    ),
    "many rows at once": PAGES + "\n-- query 1900/h tidy: UPDATE pages SET title = :title WHERE state = 3",
    "relative": PAGES + "\n-- query 1900/h next_state: UPDATE pages SET state = state + :by WHERE id = :id",
    "not from outside": PAGES + "\n-- query 1900/h hide_page: UPDATE pages SET state = 2 WHERE id = :id",
    "an upsert": (
        PAGES + "\n-- query 1900/h put_page: INSERT INTO pages VALUES (:id, :title) "
        "ON CONFLICT (id) DO UPDATE SET title = excluded.title"
    ),
    "it has one": (
        "CREATE TABLE pages (id bigint PRIMARY KEY, title text, lock_version int NOT NULL);"
        "\n-- query 1900/h save_page: UPDATE pages SET title = :title WHERE id = :id AND lock_version = :old"
    ),
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("version-column-missing", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("version-column-missing", sql)
