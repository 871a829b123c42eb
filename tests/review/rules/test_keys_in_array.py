"""R-INT-6: many-to-many is a junction table, not an array."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "an array of uuids": (
        "CREATE TABLE playlists (id bigint PRIMARY KEY, song_ids uuid[])",
        ["column playlists.song_ids"],
    ),
    "a list in text": (
        """CREATE TABLE "Playlists" (id bigint PRIMARY KEY, "songIDs" varchar(400))""",
        ['column "Playlists"."songIDs"'],
    ),
    "a document": (
        "CREATE TABLE playlists (id bigint PRIMARY KEY, song_ids jsonb)",
        ["column playlists.song_ids"],
    ),
}
CLEAN = {
    "words": "CREATE TABLE songs (id bigint PRIMARY KEY, tags text[])",
    "another system's keys": "CREATE TABLE songs (id bigint PRIMARY KEY, chart_ids text[])",
    "numbers that are no keys": "CREATE TABLE songs (id bigint PRIMARY KEY, ratings int[], bids int)",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("keys-in-array", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("keys-in-array", sql)
