"""R-INT-5: what is named as a natural key is unique."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "a slug": (
        "CREATE TABLE articles (id bigint PRIMARY KEY, slug text)",
        ["column articles.slug"],
    ),
    "an index that is not unique": (
        """
        CREATE TABLE articles (id bigint PRIMARY KEY, slug text);
        CREATE INDEX ON articles (slug)
        """,
        ["column articles.slug"],
    ),
    "with soft deletion a person decides": (
        """
        CREATE TABLE articles (id bigint PRIMARY KEY, page_slug text, deleted_at timestamptz)
        """,
        ["column articles.page_slug"],
    ),
    "with the tenant": (
        f"""
        CREATE TABLE articles (tenant_id bigint, id bigint, slug text NOT NULL, PRIMARY KEY (tenant_id, id));
        {secured("articles")}
        """,
        ["column articles.slug"],
    ),
}
CLEAN = {
    "a partial unique index": """
        CREATE TABLE articles (id bigint PRIMARY KEY, slug text, deleted_at timestamptz);
        CREATE UNIQUE INDEX ON articles (slug) WHERE deleted_at IS NULL
        """,
    "unique with others": """
        CREATE TABLE articles (id bigint PRIMARY KEY, lang text NOT NULL, slug text NOT NULL, UNIQUE (lang,
            slug))
        """,
    "an expression": """
        CREATE TABLE articles (id bigint PRIMARY KEY, slug text);
        CREATE UNIQUE INDEX ON articles (lower(slug))
        """,
    "a reference to it": """
        CREATE TABLE articles (slug text PRIMARY KEY);
        CREATE TABLE notes (id bigint PRIMARY KEY,
            slug text REFERENCES articles ON DELETE RESTRICT ON UPDATE CASCADE);
        CREATE INDEX ON notes (slug)
        """,
    "only like one": """
        CREATE TABLE snails (id bigint PRIMARY KEY, slug_count int, sluggish boolean NOT NULL, login bigint)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("natural-key-unguarded", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("natural-key-unguarded", sql)
