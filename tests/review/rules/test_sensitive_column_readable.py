"""Who only reads does not read secrets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "the whole table": (
        """
        CREATE ROLE pgwb_case_reports;
        CREATE TABLE members (id bigint PRIMARY KEY, name text, password_hash text);
        GRANT SELECT ON members TO pgwb_case_reports
        """,
        ["table members"],
    ),
    "the column": (
        """
        CREATE ROLE pgwb_case_reports;
        CREATE TABLE members (id bigint PRIMARY KEY, name text, password_hash text);
        GRANT SELECT (id, password_hash) ON members TO pgwb_case_reports
        """,
        ["table members"],
    ),
    "by a convention": (
        """
        -- convention: secret_words = ["pin"]
        CREATE ROLE "Pgwb case";
        CREATE TABLE "Ca rds" (id bigint PRIMARY KEY, "card_pin" text);
        GRANT SELECT ON "Ca rds" TO "Pgwb case"
        """,
        ['table "Ca rds"'],
    ),
}
CLEAN = {
    "other columns": """
        CREATE ROLE pgwb_case_reports;
        CREATE TABLE members (id bigint PRIMARY KEY, name text, password_hash text);
        GRANT SELECT (id, name) ON members TO pgwb_case_reports
        """,
    "who writes too": """
        CREATE ROLE pgwb_case_reports;
        CREATE TABLE members (id bigint PRIMARY KEY, name text, password_hash text);
        GRANT SELECT, UPDATE ON members TO pgwb_case_reports
        """,
    "no secrets": """
        CREATE ROLE pgwb_case_reports;
        CREATE TABLE members (id bigint PRIMARY KEY, secretary text);
        GRANT SELECT ON members TO pgwb_case_reports
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("sensitive-column-readable", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("sensitive-column-readable", sql)
