"""Keys beyond what a search uses are found; a rule and included columns are not keys of a search."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "six": (
        """
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX x ON facts (a, b, c, d, e, f)
        """,
        ["index facts.x"],
    ),
    "by a stricter convention": (
        """
        -- convention: most_index_keys = 1
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX x ON facts (a, b)
        """,
        ["index facts.x"],
    ),
}
CLEAN = {
    "unique": """
        CREATE TABLE facts (a int, b int, c int, d int, e int, f int, PRIMARY KEY (a, b, c, d, e, f))
        """,
    "five beside the tenant": f"""
        CREATE TABLE facts (tenant_id bigint, a int, b int, c int, d int, e int, PRIMARY KEY (tenant_id, a));
        CREATE INDEX ON facts (tenant_id, e, d, c, b, a);
        {secured("facts")}
        """,
    "included": """
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX ON facts (a) INCLUDE (b, c, d, e, f, g)
        """,
    "BRIN": """
        CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int);
        CREATE INDEX ON facts USING brin (a, b, c, d, e, f)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("too-wide-index", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("too-wide-index", sql)
