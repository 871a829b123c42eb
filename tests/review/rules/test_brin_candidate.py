"""Where rows lie in the order of a column, a block-range index is tiny."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

VISITS = """CREATE TABLE visits (id bigint PRIMARY KEY, came_at timestamptz NOT NULL);
INSERT INTO visits SELECT n, timestamptz '2026-01-01' + {} * interval '1 minute' FROM generate_series(1, 2000) AS n;
CREATE INDEX {};
ANALYZE visits;
-- brief: visits.growth = 0
-- brief: visits.retention = "for ever"
-- brief: visits.consistency = "strong"
"""
LARGE, SMALL = ("-- brief: visits.production = " + rows for rows in ("20_000_000", "20_000"))
FOUND = {
    "in order": (VISITS.format("n", "i ON visits (came_at)") + LARGE, ["index visits.i"]),
    "in reverse": (VISITS.format("(2000 - n)", "i ON visits (came_at DESC)") + LARGE, ["index visits.i"]),
}
CLEAN = {
    "small": VISITS.format("n", "i ON visits (came_at)") + SMALL,
    "out of order": VISITS.format("(n * 7919 % 2003)", "i ON visits (came_at)") + LARGE,
    "not alone": VISITS.format("n", "i ON visits (came_at, id)") + LARGE,
    "a condition": VISITS.format("n", "i ON visits (came_at) WHERE id > 7") + LARGE,
    "block ranges": VISITS.format("n", "i ON visits USING brin (came_at)") + LARGE,
    "never analysed": VISITS.format("n", "i ON visits (came_at)").replace("ANALYZE visits;", "") + LARGE,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("brin-candidate", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("brin-candidate", sql)
