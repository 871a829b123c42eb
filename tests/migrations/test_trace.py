"""What a statement does to others is seen on the server: its locks, the rows it reads, what it writes anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from migrations.folders import one, run, write

from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.running import FailedError, Way
from pgworkbench.migrations.trace import Traced, trace
from pgworkbench.server import Database

pytestmark = pytest.mark.database
BEGIN = """
CREATE SCHEMA "S c";
CREATE TABLE "S c"."T.1" (id int PRIMARY KEY, n int, c varchar(10));
INSERT INTO "S c"."T.1" SELECT n, n, 'x' FROM generate_series(1, 3000) AS n;
CREATE TABLE "S c".empty (id int REFERENCES "S c"."T.1");
CREATE TABLE "S c".parts (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE "S c".part_1 PARTITION OF "S c".parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO "S c".parts SELECT n, '2026-02-02' FROM generate_series(1, 500) AS n;
"""
T = '"S c"."T.1"'


def traced(database: Database, folder: Path, up: str, mode: str = "") -> tuple[Traced, ...]:
    run(database, BEGIN)
    (file,) = read_files(write(folder, one(up, mode=mode)))
    return trace(database, file, Way.UP)


@pytest.mark.parametrize(
    ("up", "locks", "reads", "rewrites"),
    [
        (f"ALTER TABLE {T} ADD COLUMN b int", {"S c.T.1 AccessExclusiveLock"}, {}, set()),
        (
            f"ALTER TABLE {T} ADD COLUMN b float DEFAULT random()",
            {"S c.T.1 AccessExclusiveLock"},
            {"S c.T.1": 6000},  # once for the table, once for its key
            {"S c.T.1", "S c.T.1_pkey"},
        ),
        (
            f"ALTER TABLE {T} ALTER n TYPE bigint",
            {"S c.T.1 AccessExclusiveLock"},
            {"S c.T.1": 6000},  # once for the table, once for its key
            {"S c.T.1", "S c.T.1_pkey"},
        ),
        (f"ALTER TABLE {T} ALTER c TYPE varchar(20)", {"S c.T.1 AccessExclusiveLock"}, {}, set()),
        (f"ALTER TABLE {T} ALTER n SET NOT NULL", {"S c.T.1 AccessExclusiveLock"}, {"S c.T.1": 3000}, set()),
        (f"CREATE INDEX i ON {T} (n)", {"S c.T.1 ShareLock"}, {"S c.T.1": 3000}, set()),
        (f"ALTER TABLE {T} ADD CHECK (n > 0)", {"S c.T.1 AccessExclusiveLock"}, {"S c.T.1": 3000}, set()),
        (f"ALTER TABLE {T} ADD CHECK (n > 0) NOT VALID", {"S c.T.1 AccessExclusiveLock"}, {}, set()),
        (
            'ALTER TABLE "S c".parts ADD CHECK (id > 0)',
            {"S c.parts AccessExclusiveLock", "S c.part_1 AccessExclusiveLock"},
            {"S c.part_1": 500},
            set(),
        ),
        ("CREATE TABLE fresh (id int); CREATE INDEX ON fresh (id)", set(), {}, set()),
    ],
)
def test_inside_a_transaction(
    scratch: Database, tmp_path: Path, up: str, locks: set[str], reads: dict[str, int], rewrites: set[str]
) -> None:
    found = traced(scratch, tmp_path, f"{up};")
    strong = {f"{held.relation} {held.mode}" for each in found for held in each.under if held.stops and held.is_table}
    assert strong == locks
    counted = {str(name): rows for name, rows in (found[-1].reads or {}).items()}
    assert counted == reads
    assert {str(name) for name in found[-1].rewrites} == rewrites


def test_a_foreign_key_locks_and_reads_both_tables(scratch: Database, tmp_path: Path) -> None:
    up = f"SELECT 1;\nALTER TABLE {T} ADD COLUMN r int;\nALTER TABLE {T} ADD FOREIGN KEY (n) REFERENCES {T} (id);"
    found = traced(scratch, tmp_path, up)
    assert [each.read.line for each in found] == [2, 3, 4]
    assert found[2].place == "20260101000000_one.sql:4"
    assert found[0].locks == ()
    assert {held.mode for held in found[1].locks if held.is_table} == {"AccessExclusiveLock"}
    assert "ShareRowExclusiveLock" in {held.mode for held in found[2].locks}
    assert sum((found[2].reads or {}).values()) >= 3000


def test_outside_a_transaction(scratch: Database, tmp_path: Path) -> None:
    """Its locks are gone at its end: another connection has seen them."""
    up = f"CREATE INDEX CONCURRENTLY i ON {T} (n);\nREINDEX TABLE CONCURRENTLY {T};"
    found = traced(scratch, tmp_path, up, " transaction:false")
    for each in found:
        assert each.seen
        assert {(str(held.relation), held.mode) for held in each.under if held.is_table} == {
            ("S c.T.1", "ShareUpdateExclusiveLock")
        }
    assert found[0].wal_bytes > 10_000
    assert not found[0].rewrites


def test_a_rewrite_writes_more_than_a_word_in_the_catalog(scratch: Database, tmp_path: Path) -> None:
    light, heavy = traced(scratch, tmp_path, f"ALTER TABLE {T} ADD b int;\nALTER TABLE {T} ALTER n TYPE text;")
    assert heavy.wal_bytes > 20_000
    assert light.wal_bytes < heavy.wal_bytes


def test_what_fails_is_named_and_nothing_stays(scratch: Database, tmp_path: Path) -> None:
    with pytest.raises(FailedError, match=r"one\.sql:3: column \"absent\" does not exist"):
        traced(scratch, tmp_path, "CREATE TABLE made (a int);\nSELECT absent;")
    assert run(scratch, "SELECT to_regclass('made')") == [(None,)]
