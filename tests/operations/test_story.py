"""What a notebook shows of the drills: their sentences, or why one cannot run; a failed proof stays an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from psycopg import sql

from pgworkbench.catalog import read_catalog
from pgworkbench.errors import ProofError, ServerError
from pgworkbench.operations import BackupReport, story
from pgworkbench.operations.distribution import Reading, Where, distribute
from pgworkbench.server import Database

REPORT = BackupReport(180000, 1, 1, 0.0, 0.0, 0.0, 0, 0, 1.0, 1.0, (), ("one thing", "another"))


def raising(error: Exception) -> BackupReport:
    raise error


def test_a_drill_is_told_and_a_missing_program_named() -> None:
    assert list(story.told(lambda: REPORT)["what was seen"]) == ["one thing", "another"]
    missing = story.told(lambda: raising(ServerError("pgbouncer is not installed")))
    assert list(missing["what was seen"]) == ["not run here: pgbouncer is not installed"]
    assert story.attempted(lambda: REPORT)[0] is REPORT
    assert story.attempted(lambda: raising(ServerError("none")))[0] is None
    with pytest.raises(ProofError):
        story.told(lambda: raising(ProofError("drill", "a row is lost")))


def test_what_fires_is_shown_with_what_to_do_first(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE t (a int PRIMARY KEY)")
        connection.execute("CREATE SEQUENCE nearly MAXVALUE 10")
        connection.execute("SELECT setval('nearly', 9)")
    found = story.firing(scratch)
    (row,) = [row for row in found.to_dict("records") if row["alert"] == "sequences"]
    assert row["whose"] == "public, nearly"
    assert "bigint" in row["first"]


def test_placement_is_summed_up(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE t (tenant int NOT NULL); CREATE TABLE u (a int)")
        plan = distribute(read_catalog(connection), "tenant")
    assert dict(zip(*story.spread(plan)[["becomes", "tables"]].to_numpy().T, strict=True)) == {
        "distributed": 1, "reference": 1, "refused": 0,
    }  # fmt: skip
    table = story.placed((Reading("q", Where.REPLICA, "", calls_per_hour=3), Reading("r", Where.PRIMARY, "")))
    assert dict(zip(table["where"], table["calls"], strict=True))["replica"] == "100%"


def test_the_copy_is_drilled_and_not_the_original(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE TABLE t (a int)"))
        catalog = read_catalog(connection)
    assert story.archive_copy(scratch, catalog, datetime(2026, 1, 1, tzinfo=UTC)).tables == ()
