"""A list laid out as columns is found; what is numbered by nature is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "numbers at the end": (
        """
        CREATE TABLE people (id bigint PRIMARY KEY, phone_1 text, phone_2 text, phone_3 text)
        """,
        ["table people"],
    ),
    "two lists": (
        """
        CREATE TABLE "Pe" (id bigint PRIMARY KEY, tel1 text, tel2 text, tel3 text, mail1 text, mail2 text,
            mail3 text)
        """,
        ['table "Pe"'],
    ),
}
CLEAN = {
    "two": "CREATE TABLE people (id bigint PRIMARY KEY, phone1 text, phone2 text)",
    "lines of an address": """
        CREATE TABLE places (id bigint PRIMARY KEY, address1 text, address2 text, address3 text, line_1 text,
            line_2 text, line_3 text)
        """,
    "quarters": "CREATE TABLE sales (id bigint PRIMARY KEY, q1 int, q2 int, q3 int, q4 int)",
    "hashes": """
        CREATE TABLE files (id bigint PRIMARY KEY, sha1 text, sha256 text, sha512 text, md5 text)
        """,
    "different types": """
        CREATE TABLE things (id bigint PRIMARY KEY, part1 text, part2 int, part3 date)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("repeated-columns", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("repeated-columns", sql)
