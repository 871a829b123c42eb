"""A partition that others may read has its own policies, or nobody may read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "a leaf": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE visits (at timestamptz PRIMARY KEY, owner name) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        {owned("visits")}GRANT SELECT ON rest TO pgwb_case_clerk
        """,
        ["table visits"],
    ),
    "a leaf of a leaf, one column": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE visits (at timestamptz, n int, owner name, PRIMARY KEY (at, n)) PARTITION BY RANGE (at);
        CREATE TABLE mid PARTITION OF visits DEFAULT PARTITION BY LIST (n);
        CREATE TABLE "Le af" PARTITION OF mid DEFAULT;
        {owned("visits")} GRANT SELECT (n) ON "Le af" TO pgwb_case_clerk
        """,
        ["table visits"],
    ),
}
CLEAN = {
    "nobody may read it": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE visits (at timestamptz PRIMARY KEY, owner name) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        {owned("visits")}GRANT SELECT ON visits TO pgwb_case_clerk
        """,
    "secured itself": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE visits (at timestamptz PRIMARY KEY, owner name) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        {owned("visits")}{owned("rest")} GRANT SELECT ON rest TO pgwb_case_clerk
        """,
    "the parent is open too": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE visits (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at);
        CREATE TABLE rest PARTITION OF visits DEFAULT;
        GRANT SELECT ON rest TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("leaf-without-row-security", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("leaf-without-row-security", sql)
