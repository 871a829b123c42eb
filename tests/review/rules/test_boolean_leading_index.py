"""An index that begins with a boolean is found, after the tenant too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import secured

pytestmark = pytest.mark.database

FOUND = {
    "alone": (
        """
        CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL, due date);
        CREATE INDEX x ON tasks (done)
        """,
        ["index tasks.x"],
    ),
    "after the tenant": (
        f"""
        CREATE TABLE tasks (tenant_id bigint, id bigint, "Done" boolean NOT NULL, PRIMARY KEY (tenant_id, id));
        CREATE INDEX x ON tasks (tenant_id, "Done", id);
        {secured("tasks")}
        """,
        ["index tasks.x"],
    ),
}
CLEAN = {
    "with a condition": """
        CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL, due date);
        CREATE INDEX ON tasks (done) WHERE NOT done
        """,
    "second": """
        CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL, due date);
        CREATE INDEX ON tasks (due, done)
        """,
    "unique": "CREATE TABLE tasks (done boolean, due date, PRIMARY KEY (done, due))",
    "an expression": """
        CREATE TABLE tasks (id bigint PRIMARY KEY, done boolean NOT NULL, due date);
        CREATE INDEX ON tasks ((due IS NULL))
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("boolean-leading-index", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("boolean-leading-index", sql)
