"""R-ASK, R-SUG-3: a retention that the brief promises is one that something keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

VISITS = """CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
-- brief: visits.production = 90_000
-- brief: visits.growth = 0.5
-- brief: visits.consistency = "eventual"
"""
TWO_YEARS = VISITS + "-- brief: visits.retention = '2 years, then erased'\n"
FOUND = {
    "a span": (TWO_YEARS, ["table visits"]),
    "in words": (VISITS + "-- brief: visits.retention = 'Ninety days by law'", ["table visits"]),
    "another table is deleted from": (
        TWO_YEARS
        + """CREATE TABLE calls (id bigint PRIMARY KEY);
        -- brief: calls.fixed = true
        CREATE FUNCTION forget_calls() RETURNS void LANGUAGE sql AS 'DELETE FROM calls WHERE id < 7';""",
        ["table visits"],
    ),
}
CLEAN = {
    "no span": VISITS + "-- brief: visits.retention = 'as long as the contract'",
    "a function": (
        TWO_YEARS + "CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS 'DELETE FROM public.visits WHERE id < 7';"
    ),
    "a function for any table": (
        TWO_YEARS
        + """CREATE FUNCTION forget(t text) RETURNS void LANGUAGE plpgsql
        AS $$ BEGIN EXECUTE format('DELETE FROM %I', t); END $$;"""
    ),
    "partitions": (
        TWO_YEARS.replace(
            "id bigint PRIMARY KEY, came_at timestamptz NOT NULL)",
            "id bigint, PRIMARY KEY (id)) PARTITION BY LIST (id)",
        )
    ),
    "a cascade": (
        TWO_YEARS
        + """CREATE TABLE people (id bigint PRIMARY KEY);
        -- brief: people.fixed = true
        COMMENT ON TABLE visits IS 'pgworkbench:ignore cascade-unargued they go with the person';
        ALTER TABLE visits ADD FOREIGN KEY (id) REFERENCES people ON DELETE CASCADE;"""
    ),
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("retention-not-enforced", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("retention-not-enforced", sql)
