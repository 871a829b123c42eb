"""Ways to load a table, measured against one another: figures of one run, recorded with what they depend on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from psycopg import sql
from seeding.library import AS_OF, PLANS, VOLUMES

from pgworkbench.errors import SeedError
from pgworkbench.seeding import ingest, seed
from pgworkbench.seeding.measure import LoadOrder, measure_loads
from pgworkbench.seeding.payload import Part
from pgworkbench.seeding.plan import (
    TablePlan,
    choice,
    document,
    flag,
    integers,
    key,
    moments,
    nullable,
    several,
)
from pgworkbench.seeding.target import read_targets
from pgworkbench.seeding.ways import MADE, SHARED
from pgworkbench.server import Database

pytestmark = pytest.mark.database


def test_every_way_is_measured_and_nothing_stays(library: Database, tmp_path: Path) -> None:
    measured = measure_loads(library, PLANS, LoadOrder("cards", VOLUMES, 7, AS_OF, rounds=2))
    assert all(len(way.rates) == 2 and min(way.rates) > 0 for way in measured.ways)
    assert measured.ratio("pre-rendered binary COPY") == 1
    assert measured.ratio("Faker row by row, COPY") < 1
    assert all(len(its.server) == 2 and min(its.client) > 0 for its in measured.ways if its.name in {MADE, SHARED})
    measured.record(tmp_path)
    report = (tmp_path / "report.md").read_text("utf-8")
    assert report.count("| ") > len(measured.ways)
    assert "Keys and indexes rebuilt after the load, against kept" in report
    assert "against the bare binary load" in report
    manifest = json.loads((tmp_path / "loads.json").read_text("utf-8"))
    assert (manifest["table"], manifest["rows"], manifest["facts"]["seed"]) == ("cards", VOLUMES["cards"], 7)
    with library.connect(autocommit=True) as connection:
        left = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^pgworkbench_'").fetchone()
        assert left == (0,)
        assert connection.execute("SELECT count(*) FROM cards").fetchone() == (0,)


def test_ways_that_need_a_package_name_it(library: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgworkbench.seeding.ways.find_spec", lambda _: None)
    measured = measure_loads(library, PLANS, LoadOrder("cards", VOLUMES, 7, AS_OF, rounds=1))
    assert measured.absent == (
        "mimesis row by row, COPY: not installed: pip install mimesis",
        "the same rows by pgpq: not installed: pip install pgpq",
        "the same rows by ADBC's ingestion: not installed: pip install adbc-driver-postgresql adbc-driver-manager",
    )
    assert all(f"- {line}" in measured.markdown() for line in measured.absent)


@pytest.mark.parametrize("way", ["pgpq", "adbc_driver_postgresql"])
def test_others_encoders_are_given_the_same_rows(scratch: Database, way: str) -> None:
    """So that equal rows are compared."""
    pytest.importorskip(way)
    ddl = """CREATE TABLE "of all" (id uuid PRIMARY KEY, "Na me" varchar(20), n int2 NOT NULL, at timestamptz,
             tags text[] NOT NULL, doc jsonb NOT NULL); CREATE TABLE other (LIKE "of all")"""
    columns = {
        "id": key(),
        "Na me": nullable(choice({"a": 2, "bé": 1}), 0.3),
        "n": integers(-3, 9),
        "at": nullable(moments(days=9), 0.2),
        "tags": several({"x": 1, "y": 2}),
        "doc": document({"k": flag(0.5)}),
    }
    plans = (TablePlan("of all", columns),)
    with scratch.connect(autocommit=True) as connection:
        connection.execute(ddl)
        world = seed(scratch, plans, {"of all": 50}, seed=3, as_of=AS_OF).world(plans)
        part = Part(world, read_targets(connection, plans)[0], 0, 50)
        if way == "pgpq":
            ingest.pgpq_copy(connection, sql.Identifier("other"), part)
        else:
            ingest.adbc_ingest(scratch.server.url(scratch.name), ("public", "other"), part, lambda _: None)
        difference = 'SELECT count(*) FROM (TABLE "of all" EXCEPT TABLE other) AS missing'
        assert connection.execute(difference).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM other").fetchone() == (50,)


def test_a_table_without_a_plan_cannot_be_measured(library: Database) -> None:
    with pytest.raises(SeedError, match="no plan"):
        measure_loads(library, PLANS, LoadOrder("elsewhere", VOLUMES, 7, AS_OF))
