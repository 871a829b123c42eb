"""A ring of mandatory foreign keys lets no first row in; one that is nullable or deferrable opens it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "two tables": (
        """
        CREATE TABLE teams (id bigint PRIMARY KEY, captain bigint NOT NULL UNIQUE);
        CREATE TABLE players (id bigint PRIMARY KEY,
            team bigint NOT NULL UNIQUE REFERENCES teams ON DELETE RESTRICT);
        ALTER TABLE teams ADD FOREIGN KEY (captain) REFERENCES players ON DELETE RESTRICT
        """,
        ["constraint players.players_team_fkey"],
    ),
    "three tables": (
        """
        CREATE TABLE a (id bigint PRIMARY KEY, b bigint NOT NULL UNIQUE);
        CREATE TABLE b (id bigint PRIMARY KEY, c bigint NOT NULL UNIQUE);
        CREATE TABLE c (id bigint PRIMARY KEY, a bigint NOT NULL UNIQUE REFERENCES a ON DELETE RESTRICT);
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE RESTRICT;
        ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c ON DELETE RESTRICT
        """,
        ["constraint a.a_b_fkey"],
    ),
}
CLEAN = {
    "one is nullable": """
        CREATE TABLE teams (id bigint PRIMARY KEY, captain bigint UNIQUE);
        CREATE TABLE players (id bigint PRIMARY KEY,
            team bigint NOT NULL UNIQUE REFERENCES teams ON DELETE RESTRICT);
        ALTER TABLE teams ADD FOREIGN KEY (captain) REFERENCES players ON DELETE SET NULL
        """,
    "to itself": """
        CREATE TABLE folders (id bigint PRIMARY KEY,
            parent bigint NOT NULL UNIQUE REFERENCES folders ON DELETE RESTRICT)
        """,
    "two ways to one table": """
        CREATE TABLE people (id bigint PRIMARY KEY);
        CREATE TABLE pairs (one bigint REFERENCES people ON DELETE RESTRICT,
            other bigint REFERENCES people ON DELETE RESTRICT, PRIMARY KEY (one, other));
        CREATE INDEX ON pairs (other)
        """,
    "a chain": """
        CREATE TABLE a (id bigint PRIMARY KEY);
        CREATE TABLE b (a bigint PRIMARY KEY REFERENCES a ON DELETE RESTRICT);
        CREATE TABLE c (b bigint PRIMARY KEY REFERENCES b ON DELETE RESTRICT)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("foreign-key-cycle", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("foreign-key-cycle", sql)
