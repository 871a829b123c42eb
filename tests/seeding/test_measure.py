"""Ways to load a table, measured against one another: figures of one run, recorded with what they depend on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from seeding.library import AS_OF, PLANS, VOLUMES

from pgworkbench.errors import SeedError
from pgworkbench.seeding.measure import LoadOrder, measure_loads
from pgworkbench.server import Database

pytestmark = pytest.mark.database


def test_every_way_is_measured_and_nothing_stays(library: Database, tmp_path: Path) -> None:
    measured = measure_loads(library, PLANS, LoadOrder("cards", VOLUMES, 7, AS_OF, rounds=2))
    assert all(len(way.rates) == 2 and min(way.rates) > 0 for way in measured.ways)
    assert measured.ratio("pre-rendered binary COPY") == 1
    assert measured.ratio("Faker row by row, COPY") < 1
    measured.record(tmp_path)
    report = (tmp_path / "report.md").read_text("utf-8")
    assert report.count("| ") > len(measured.ways)
    manifest = json.loads((tmp_path / "loads.json").read_text("utf-8"))
    assert (manifest["table"], manifest["rows"], manifest["facts"]["seed"]) == ("cards", VOLUMES["cards"], 7)
    with library.connect(autocommit=True) as connection:
        left = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgworkbench_measured'").fetchone()
        assert left == (0,)
        assert connection.execute("SELECT count(*) FROM cards").fetchone() == (0,)


def test_a_table_without_a_plan_cannot_be_measured(library: Database) -> None:
    with pytest.raises(SeedError, match="no plan"):
        measure_loads(library, PLANS, LoadOrder("elsewhere", VOLUMES, 7, AS_OF))
