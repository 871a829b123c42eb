"""SQL that mends is safe whatever the names are, and bare where that is safe."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from pgworkbench.catalog import Name
from pgworkbench.review.ddl import ddl, grantees, keywords, printed, quoted

NAMES = [
    "plain",
    "Upper",
    "with space",
    'quo"te',
    "per%cent",
    "{brace}",
    "ümlaut",
    "1st",
    "select",
    "user",
    "a.b",
    "between",
]


@pytest.mark.database
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_quoted_as_the_server_quotes_it(connection: psycopg.Connection[Any], name: str) -> None:
    row = connection.execute("SELECT quote_ident(%s)", [name]).fetchone()
    assert row == (quoted(name),)


@pytest.mark.database
def test_the_key_words_are_the_servers(connection: psycopg.Connection[Any]) -> None:
    rows = connection.execute("SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'").fetchall()
    assert {word for (word,) in rows} <= set(keywords())


def test_parts_are_composed() -> None:
    made = ddl(
        "ALTER {table} {one} ({many}) {as_is};", table=Name("A b", "c"), one="x", many=("y", "Z"), as_is=printed("{q}")
    )
    assert made == 'ALTER "A b".c x (y, "Z") {q};'


def test_everybody_is_a_key_word_and_not_a_name() -> None:
    assert grantees(("PUBLIC", "Clerk")).as_string(None) == 'PUBLIC, "Clerk"'
