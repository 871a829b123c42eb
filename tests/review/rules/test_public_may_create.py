"""CREATE on a schema is not for PUBLIC."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "the public schema as it once was": (
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        ["schema public"],
    ),
    "a name to quote": (
        'CREATE SCHEMA "Sh op"; GRANT ALL ON SCHEMA "Sh op" TO PUBLIC',
        ['schema "Sh op"'],
    ),
}
CLEAN = {
    "usage": "CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO PUBLIC",
    "a role": """
        CREATE ROLE pgwb_case_clerk;
        CREATE SCHEMA shop;
        GRANT CREATE ON SCHEMA shop TO pgwb_case_clerk
        """,
    "as it comes": "CREATE SCHEMA shop",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("public-may-create", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("public-may-create", sql)
