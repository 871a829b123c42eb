"""A counter in one row makes its writers wait for each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

SONGS = "CREATE TABLE songs (id bigint PRIMARY KEY, plays bigint NOT NULL DEFAULT 0, version int);"
FOUND = {
    "raised": (
        SONGS + "\n-- query 90000/h count_play: UPDATE songs SET plays = plays + 1 WHERE id = :id",
        ["column songs.plays"],
    ),
    "lowered, by a function": (
        SONGS + "\n-- query 90000/h take: UPDATE songs AS s SET plays = greatest(s.plays - :n, 0) WHERE id = :id",
        ["column songs.plays"],
    ),
    "an upsert": (
        SONGS + "\n-- query 9000/h count_play: INSERT INTO songs (id, plays) VALUES (:id, 1) "
        "ON CONFLICT (id) DO UPDATE SET plays = songs.plays + excluded.plays",
        ["column songs.plays"],
    ),
    "few rows, by the brief": (
        SONGS
        + """
        -- query 9000/h count_play: UPDATE songs SET plays = plays + 1 WHERE id = :id
        -- brief: songs.production = 900
        -- brief: songs.growth = 0
        -- brief: songs.retention = "for ever"
        -- brief: songs.consistency = "strong"
        """,
        ["column songs.plays"],
    ),
}
CLEAN = {
    "seldom": SONGS + "\n-- query 90/h count_play: UPDATE songs SET plays = plays + 1 WHERE id = :id",
    "set, not raised": SONGS + "\n-- query 90000/h set_plays: UPDATE songs SET plays = 7 WHERE id = :id",
    "replaced by an upsert": (
        SONGS + "\n-- query 90000/h put: INSERT INTO songs (id, plays) VALUES (:id, 1) "
        "ON CONFLICT (id) DO UPDATE SET plays = excluded.plays"
    ),
    "a version": (
        SONGS
        + "\n-- query 90000/h save: UPDATE songs SET plays = 1, version = version + 1 WHERE id = :id AND version = 1"
    ),
    "many rows, by the brief": (
        SONGS
        + """
        -- query 9000/h count_play: UPDATE songs SET plays = plays + 1 WHERE id = :id
        -- brief: songs.production = 900_000
        -- brief: songs.growth = 0
        -- brief: songs.retention = "for ever"
        -- brief: songs.consistency = "strong"
        """
    ),
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("counter-fought-over", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("counter-fought-over", sql)
