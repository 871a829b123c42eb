"""Old partitions leave the database and nothing is lost: whatever they hold, and wherever a run is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from operations.archive.history import BEFORE, MONTHS, ROWS, TABLE, make, named, partitions, rows, run
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import ProofError, RefusedError, UnknownNameError
from pgworkbench.operations.archive import ArchiveOrder, Stage, State, archive, bring_back, entries
from pgworkbench.server import Database

DUE = ["Book p2026_01", "Book p2026_02", "Book p2026_03"]


def back(database: Database, folder: Path) -> None:
    for name in DUE:
        with database.connect(autocommit=True) as connection:
            bring_back(connection, TABLE, name, folder)


@pytest.mark.parametrize("default", [False, True], ids=["no default", "default"])
def test_what_is_due_leaves_and_comes_back_as_it_was(scratch: Database, tmp_path: Path, *, default: bool) -> None:
    """R-SUG-3: partitions are archived to files that hold every value, and brought back on demand."""
    make(scratch, default=default)
    before = rows(scratch)
    report = run(scratch, tmp_path)
    assert [entry.part_name for entry in report.archived] == DUE
    assert report.rows == 3 * ROWS
    assert len(rows(scratch)) == (MONTHS - 3) * ROWS
    assert not set(partitions(scratch)) & set(DUE)
    back(scratch, tmp_path)
    assert rows(scratch) == before
    assert run(scratch, tmp_path).archived == ()  # what was brought back is left alone for a while


def test_the_manifest_and_the_file_speak_for_themselves(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    entry = run(scratch, tmp_path).archived[0]
    manifest = next(tmp_path.rglob("manifest.json"))
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    assert listed["table"] == [TABLE.schema, TABLE.name]
    assert [each["state"] for each in listed["partitions"]] == ["dropped"] * 3
    assert listed["partitions"][0]["figures"]["sum of amount"] == str(sum(range(1, ROWS + 1)) * 1.25) + "0"
    content = pq.read_table(tmp_path / str(entry.file))
    assert content.num_rows == ROWS
    kinds = {field.name: str(field.type) for field in content.schema}
    assert kinds["when"] == "timestamp[us, tz=UTC]"
    assert kinds["amount"] == "decimal128(12, 2)"
    assert kinds["until"] == "string"  # it holds infinity, for which Parquet has no value
    assert "twice" not in kinds  # the server computes it again


@pytest.mark.parametrize("stage", list(Stage))
def test_a_killed_run_loses_nothing_and_the_next_goes_on(scratch: Database, tmp_path: Path, stage: Stage) -> None:
    """R-SUG-3: SIGKILL after each step; every row is online or in a listed file, and the next run ends the work."""
    make(scratch)
    before = rows(scratch)
    job = {
        "stage": stage.name,
        "folder": str(tmp_path),
        "before": BEFORE.isoformat(),
        "schema": TABLE.schema,
        "table": TABLE.name,
    }
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed.py"), json.dumps(job)],
        env={**os.environ, "TEST_URL": scratch.server.url(scratch.name)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    report = run(scratch, tmp_path)
    with scratch.connect(autocommit=True) as connection:
        states = [entry.state for entry in entries(connection, TABLE)]
    assert states == [State.DROPPED] * 3
    finished = stage is Stage.RELISTED or stage is Stage.DROPPED  # the first partition was through already
    assert len(report.archived) == (2 if finished else 3)
    assert {path.name for path in tmp_path.rglob("*.part")} == set()
    back(scratch, tmp_path)
    assert rows(scratch) == before


def test_an_interrupted_concurrent_detach_is_finished(scratch: Database, tmp_path: Path) -> None:
    """A reader that does not end stops DETACH CONCURRENTLY half-way: the partition is pending, and stays readable."""
    make(scratch)
    with scratch.connect() as reader:
        reader.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(named()))
        with scratch.connect(autocommit=True) as connection:
            connection.execute("SET statement_timeout = '400ms'")
            with pytest.raises(RefusedError, match="run it again"):
                archive(connection, TABLE, ArchiveOrder(tmp_path, BEFORE))
        pending = reader.execute("SELECT count(*) FROM pg_inherits WHERE inhdetachpending").fetchone()
        assert pending == (1,)
    assert run(scratch, tmp_path).rows == 3 * ROWS


def test_a_table_that_changed_after_its_file_was_written_is_not_dropped(scratch: Database, tmp_path: Path) -> None:
    make(scratch)

    def meddle(stage: Stage, partition: Name) -> None:
        if stage is Stage.VERIFIED:
            with scratch.connect(autocommit=True) as other:
                other.execute(
                    sql.SQL("UPDATE {} SET flag = NOT flag WHERE id = 7").format(named(Name("archive", partition.name)))
                )

    with scratch.connect(autocommit=True) as connection, pytest.raises(ProofError, match="digest is"):
        archive(connection, TABLE, ArchiveOrder(tmp_path, BEFORE, watch=meddle))
    assert len(rows(scratch, Name("archive", DUE[0]))) == ROWS


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_file_is_noticed_before_it_is_needed_and_after(
    scratch: Database, tmp_path: Path, damage: str
) -> None:
    make(scratch)
    run(scratch, tmp_path)
    path = next(tmp_path.rglob("*p2026_02*.parquet"))
    path.write_bytes(path.read_bytes()[:-1]) if damage == "cut" else path.unlink()
    with scratch.connect(autocommit=True) as connection, pytest.raises(ProofError, match="backup"):
        bring_back(connection, TABLE, DUE[1], tmp_path)
    assert DUE[1] not in partitions(scratch)


def test_a_file_damaged_before_the_drop_keeps_its_table(scratch: Database, tmp_path: Path) -> None:
    make(scratch)

    def damage(stage: Stage, _: Name) -> None:
        if stage is Stage.LISTED:
            path = next(tmp_path.rglob("*.parquet"))
            path.write_bytes(b"PAR1" + path.read_bytes()[4:-9] + b"somethingPAR1"[-9:])

    with scratch.connect(autocommit=True) as connection, pytest.raises(ProofError, match="not as it was written"):
        archive(connection, TABLE, ArchiveOrder(tmp_path, BEFORE, watch=damage))
    assert len(rows(scratch, Name("archive", DUE[0]))) == ROWS


def test_a_partition_that_is_referred_to_stays(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    with scratch.connect(autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE TABLE public.notes (e bigint, w timestamptz, FOREIGN KEY (e, w) REFERENCES {})").format(
                named()
            )
        )
        connection.execute(sql.SQL('INSERT INTO public.notes SELECT id, "when" FROM {} LIMIT 1').format(named()))
    with pytest.raises(RefusedError, match="violates foreign key"):
        run(scratch, tmp_path)
    assert len(rows(scratch)) == MONTHS * ROWS


def test_an_owner_under_forced_row_security_is_refused_and_loses_nothing(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    with scratch.server.scratch("owner", roles=["keeper"]) as other:
        make(other)
        with other.connect(autocommit=True) as connection:
            keeper = sql.Identifier(other.roles["keeper"])
            connection.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(sql.Identifier(other.name), keeper))
            connection.execute(sql.SQL("ALTER SCHEMA {} OWNER TO {}").format(sql.Identifier(TABLE.schema), keeper))
            for name in [TABLE.name, *partitions(other)]:
                table = named(Name(TABLE.schema, name))
                connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(table, keeper))
                connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(table))
                connection.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table))
                connection.execute(sql.SQL("CREATE POLICY half ON {} USING (id % 2 = 0)").format(table))
        with (
            other.connect(role="keeper", autocommit=True) as connection,
            pytest.raises(RefusedError, match="row-level"),
        ):
            archive(connection, TABLE, ArchiveOrder(tmp_path, BEFORE))
        assert len(rows(other, Name("archive", DUE[0]))) == ROWS


def test_two_runs_at_once_are_refused(scratch: Database, tmp_path: Path) -> None:
    make(scratch)

    def second(stage: Stage, _: Name) -> None:
        if stage is Stage.CHOSEN:
            run(scratch, tmp_path)

    with scratch.connect(autocommit=True) as connection, pytest.raises(RefusedError, match="another run"):
        archive(connection, TABLE, ArchiveOrder(tmp_path, BEFORE, watch=second))


@pytest.mark.parametrize(
    ("ddl", "error"),
    [
        ("CREATE TABLE t (a int)", RefusedError),
        ("CREATE TABLE t (a int) PARTITION BY RANGE (a)", RefusedError),
        ("CREATE TABLE t (a date, b date) PARTITION BY RANGE (a, b)", RefusedError),
        ("CREATE TABLE t (a date) PARTITION BY LIST (a)", RefusedError),
        ("CREATE TABLE t (a date) PARTITION BY RANGE ((a + 1))", RefusedError),
        ("SELECT 1", UnknownNameError),
    ],
)
def test_what_is_not_partitioned_by_time_is_refused(
    scratch: Database, tmp_path: Path, ddl: str, error: type[Exception]
) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(ddl.encode())
        with pytest.raises(error):
            archive(connection, Name("public", "t"), ArchiveOrder(tmp_path, BEFORE))
