"""Two tables that always go together are one, unless there is a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

PEOPLE = """CREATE TABLE people (id bigint PRIMARY KEY, given_name text);
CREATE TABLE details (person_id bigint PRIMARY KEY REFERENCES people ON DELETE RESTRICT, {});
INSERT INTO people SELECT n FROM generate_series(1, {}) AS n;
INSERT INTO details SELECT n FROM generate_series(1, {}) AS n;
"""
FOUND = {
    "always there": (PEOPLE.format("born_on date", 1000, 1000), ["table details"]),
    "in another order": (
        """CREATE TABLE people (hall bigint, id bigint, PRIMARY KEY (hall, id));
        CREATE TABLE details (id bigint, hall bigint, born_on date, PRIMARY KEY (id, hall),
            FOREIGN KEY (hall, id) REFERENCES people ON DELETE RESTRICT);
        CREATE INDEX ON details (hall, id);
        INSERT INTO people SELECT 1, n FROM generate_series(1, 1000) AS n;
        INSERT INTO details SELECT n, 1 FROM generate_series(1, 1000) AS n;
        """,
        ["table details"],
    ),
}
CLEAN = {
    "not always": PEOPLE.format("born_on date", 1000, 999),
    "few": PEOPLE.format("born_on date", 900, 900),
    "a document": PEOPLE.format("papers jsonb", 1000, 1000),
    "others may read it": PEOPLE.format("born_on date", 1000, 1000) + "GRANT SELECT ON people TO pg_monitor;",
    "many write it at once": PEOPLE.format("version integer", 1000, 1000),
    "argued": PEOPLE.format("born_on date", 1000, 1000) + "COMMENT ON TABLE details IS 'Written every minute.';",
    "a junction": """
        CREATE TABLE people (id bigint PRIMARY KEY);
        CREATE TABLE friends (a bigint REFERENCES people ON DELETE RESTRICT, b bigint, PRIMARY KEY (a, b));
        INSERT INTO people SELECT n FROM generate_series(1, 1000) AS n;
        INSERT INTO friends SELECT n, n FROM generate_series(1, 1000) AS n;
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("one-to-one-split", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("one-to-one-split", sql)
