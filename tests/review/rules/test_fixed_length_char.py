"""char(n) is padded; text, varchar and "char" are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "char(2)": (
        "CREATE TABLE countries (id bigint PRIMARY KEY, code char(2))",
        ["column countries.code"],
    ),
    "char": (
        'CREATE TABLE countries (id bigint PRIMARY KEY, "Letter" char)',
        ['column countries."Letter"'],
    ),
    "a domain": (
        """
        CREATE DOMAIN code AS char(3);
        CREATE TABLE countries (id bigint PRIMARY KEY, code code)
        """,
        ["column countries.code"],
    ),
}
CLEAN = {
    "a check of its values": "CREATE TABLE people (id bigint PRIMARY KEY, sex char(1) CHECK (sex IN ('f', 'm', 'x')))",
    "of a key that is checked": """
        CREATE TABLE monies (code char(3) PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'));
        CREATE TABLE bills (id bigint PRIMARY KEY, money char(3) REFERENCES monies
            ON DELETE RESTRICT ON UPDATE CASCADE);
        CREATE INDEX ON bills (money);
        """,
    "varchar": "CREATE TABLE countries (id bigint PRIMARY KEY, code varchar(2))",
    "the internal one byte": 'CREATE TABLE countries (id bigint PRIMARY KEY, letter "char")',
    "text": "CREATE TABLE countries (id bigint PRIMARY KEY, code text)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("fixed-length-char", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("fixed-length-char", sql)
