"""A change on tables with rows: files in phases, none of which stops anybody for as long as a table is large."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from migrations.designs import exported
from migrations.folders import dbmate, run, target

from pgworkbench.errors import RefusedError
from pgworkbench.migrations import File, read_files
from pgworkbench.migrations.apply import How, apply, rollback
from pgworkbench.migrations.digest import columns_of, digest
from pgworkbench.migrations.hurts import hurts
from pgworkbench.migrations.rehearse import Rehearsing, rehearse
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.running import run as run_file
from pgworkbench.migrations.structure import structure
from pgworkbench.migrations.trace import trace
from pgworkbench.server import Database, Server
from pgworkbench.workload import Workload

pytestmark = pytest.mark.database
T = '"Läden %"."Order.s"'
PARTS = '"Läden %".parts'
FIRST = f"""
CREATE SCHEMA "Läden %";
CREATE TABLE {T} (id int PRIMARY KEY, n int, "select" text, "of" int, filler text);
CREATE TABLE "Läden %".items (id int PRIMARY KEY, code int);
CREATE TABLE {PARTS} (id int, at date, v int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE "Läden %".parts_1 PARTITION OF {PARTS} FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE "Läden %".parts_2 PARTITION OF {PARTS} DEFAULT;
"""
ROWS = f"""
INSERT INTO "Läden %".items SELECT n, n FROM generate_series(1, 3000) AS n;
INSERT INTO {T} SELECT n, n, 'x' || n, n, repeat('-', 200) FROM generate_series(1, 3000) AS n;
INSERT INTO {PARTS} SELECT n, date '2026-12-01' + n / 100, n FROM generate_series(1, 6000) AS n;
"""
FOUR = f"""
ALTER TABLE {T} ADD CONSTRAINT "n %s" CHECK (n > 0), ALTER "select" SET NOT NULL,
    ADD CONSTRAINT "u n" UNIQUE (n, "of"), ADD CONSTRAINT of_fk FOREIGN KEY ("of") REFERENCES "Läden %".items;
"""
KEYS = f"""
ALTER TABLE {T} ADD UNIQUE NULLS NOT DISTINCT (n) INCLUDE ("of") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "Läden %".items ADD CONSTRAINT code_key UNIQUE (code);
ALTER TABLE {T} ADD CONSTRAINT code_fk FOREIGN KEY ("of") REFERENCES "Läden %".items (code);
COMMENT ON CONSTRAINT code_key ON "Läden %".items IS 'one each';
"""
PARTITIONED = f"""
ALTER TABLE {PARTS} ADD CONSTRAINT v_check CHECK (v > 0), ALTER v SET NOT NULL,
    ADD CONSTRAINT parts_fk FOREIGN KEY (id) REFERENCES "Läden %".items;
"""
FILLED = f"""
ALTER TABLE {T} ADD "to ken" uuid NOT NULL DEFAULT gen_random_uuid(), ADD "half %" int NOT NULL, ALTER n SET NOT NULL;
ALTER TABLE {PARTS} ADD at_random float DEFAULT random();
"""
BACKFILLS = {("Läden %.Order.s", "half %"): "id % 2", ("Läden %.Order.s", "n"): "-1"}
QUIET = Rehearsing(held_ms=60_000, wait_ms=60_000)


@pytest.fixture(scope="module")
def baseline(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first design, exported; not to be changed."""
    folder = tmp_path_factory.mktemp("phases") / "migrations"
    exported(server, folder, FIRST)
    return folder


@pytest.fixture
def folder(baseline: Path, tmp_path: Path) -> Path:
    for path in baseline.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def changed(server: Server, folder: Path, change: str, **options: object) -> tuple[File, ...]:
    return exported(server, folder, FIRST, change, name="change", **options).files


def loaded(database: Database) -> None:
    run(database, ROWS)


def begun(database: Database, folder: Path, new: Sequence[File]) -> None:
    """The former design with its rows, as the ledger knows it."""
    old = [file for file in read_files(folder) if file.name not in {file.name for file in new}]
    apply(target(database, folder), How(to=old[-1].version))
    loaded(database)


def words(files: Sequence[File]) -> list[str]:
    return [file.name[15:-4] for file in files]


def test_four_constraints_hurt_nobody(server: Server, folder: Path) -> None:
    """R-MIG-5: the change that a rehearsal named seven hurts in while it was one file; up and down."""
    new = changed(server, folder, FOUR)
    assert words(new) == ["change", "create_u_n", "validate_change", "contract_change"]
    with server.scratch("four") as database:
        begun(database, folder, new)
        found = rehearse(server, database, new, Workload(), QUIET)
        assert found.hurts == ()
        assert found.back == ""
        with server.scratch("one") as one:
            run(one, FIRST)
            run(one, ROWS)
            as_one = File("20260101000000_one.sql", f"-- migrate:up\n{FOUR}\n-- migrate:down\n")
            assert len(hurts(trace(one, as_one, Way.UP), 60_000)) >= 1
    assert "SHARE ROW EXCLUSIVE (stops writes) on Läden %.items" in new[0].text
    assert "-- Timeouts:    lock_timeout" in new[0].text


def test_taken_back_by_any_number_of_files_and_applied_again(server: Server, folder: Path) -> None:
    """R-MIG-3, R-MIG-4: an index that went with its key is there again, whatever was taken back."""
    new = changed(server, folder, KEYS)
    assert words(new)[-2:] == ["contract_change", "complete_change"]
    with server.scratch("keys") as database:
        begun(database, folder, new)
        before = structure(database)
        apply(target(database, folder))
        after = structure(database)
        for steps in range(1, len(new) + 1):
            rollback(target(database, folder), steps=steps)
            if steps == len(new):
                assert structure(database) == before
            apply(target(database, folder))
            assert structure(database) == after, f"{steps} back"


def test_a_partitioned_table(server: Server, folder: Path) -> None:
    """A rule and NOT NULL in phases; a foreign key cannot, before PostgreSQL 18, and the head says so."""
    new = changed(server, folder, PARTITIONED)
    assert words(new) == ["change", "validate_change", "contract_change"]
    assert "a partitioned table takes no foreign key NOT VALID" in " ".join(new[0].text.replace("--", "").split())
    with server.scratch("parts") as database:
        begun(database, folder, new)
        run(database, f"DELETE FROM {PARTS} WHERE id > 3000")
        found = rehearse(server, database, new, Workload(), QUIET)
        assert found.back == ""
        assert all("REFERENCES" in hurt.what for hurt in found.hurts), found.text()
        assert [hurt.way for hurt in found.hurts] == ["up"]


def test_an_index_of_a_new_column_is_built_beside_traffic_too(server: Server, folder: Path) -> None:
    change = f'ALTER TABLE {T} ADD "of 2" int; CREATE INDEX of_2 ON {T} ("of 2") WHERE "of 2" > 0;'
    new = changed(server, folder, f"{change} COMMENT ON INDEX \"Läden %\".of_2 IS 'rare';")
    assert words(new) == ["change", "create_of_2", "verify_change"]
    with server.scratch("beside") as database:
        begun(database, folder, new)
        found = rehearse(server, database, new, Workload(), QUIET)
        assert found.hurts == ()
        assert found.back == ""


def filled(server: Server, folder: Path) -> tuple[File, ...]:
    return changed(server, folder, FILLED, backfills=BACKFILLS)


def test_old_rows_are_filled(server: Server, folder: Path) -> None:
    """R-MIG-5: a default that differs by row, and values that the design says; sent by dbmate, sent again, and back."""
    new = filled(server, folder)
    filling = ["backfill_order_s", "backfill_parts_at_random"]
    assert [name for name in words(new) if "backfill" in name] == filling
    with server.scratch("filled") as database:
        begun(database, folder, new)
        run(database, f"UPDATE {T} SET n = NULL WHERE id > 2000")
        with server.clone(database, "rehearsed") as copy:
            found = rehearse(server, copy, new, Workload(), QUIET)
            assert found.hurts == ()
            assert "Läden %.Order.s" in found.back, "which rows had no n is not known any more"
        before = digested(database)
        dbmate(database, folder, "up")
        assert run(database, f"""SELECT count(*), count(DISTINCT "to ken"), sum("half %"), sum(n) FROM {T}""") == [
            (3000, 3000, 1500, 2000 * 2001 // 2 - 1000)
        ]
        assert run(database, f"SELECT count(DISTINCT at_random) > 5990 FROM {PARTS}") == [(True,)]
        dbmate(database, folder, "rollback")
        dbmate(database, folder, "up")
        rollback(target(database, folder), steps=len(new))
        run(database, f"UPDATE {T} SET n = NULL WHERE id > 2000")
        assert digested(database) == before


def digested(database: Database) -> dict[str, object]:
    from pgworkbench.catalog import read_catalog

    with database.connect(autocommit=True) as connection:
        columns = columns_of(read_catalog(connection))
    found = digest(database, {name: held for name, held in columns.items() if name.name != "schema_migrations"})
    return {f'"{name.schema}"."{name.name}"': value for name, value in found.digests.items()}


def test_rows_without_a_value_are_refused_in_one_line(server: Server, folder: Path) -> None:
    change = f"ALTER TABLE {T} ADD given int NOT NULL"
    rows = ROWS.replace("-', 200)", "-', 200), 1")
    with pytest.raises(RefusedError, match=r'column "given".*contains null values.*info=\{\'backfill\''):
        changed(server, folder, change, load=lambda database: run(database, rows))
    assert len(read_files(folder)) == 1
    new = changed(server, folder, change)
    assert "it fails as a whole if" in " ".join(new[0].text.split())


@pytest.mark.parametrize("expression", ["nosuch(id)", "filler", "1; DROP TABLE x"])
def test_an_expression_that_the_server_does_not_take_is_refused(server: Server, folder: Path, expression: str) -> None:
    backfills = {("Läden %.Order.s", "given"): expression}
    with pytest.raises(RefusedError, match=r"the backfill of Läden %\.Order\.s\.given"):
        changed(server, folder, f"ALTER TABLE {T} ADD given int NOT NULL", backfills=backfills)


def test_one_file_at_a_time_is_rolled_back_exactly(server: Server, folder: Path) -> None:
    """R-MIG-4: the structure after each file, and again after each way back; a key's index apart."""
    new = filled(server, folder)
    with server.scratch("exact") as database:
        for file in read_files(folder)[: -len(new)]:
            run_file(database, file, Way.UP)
        stands = [structure(database)]
        for file in new:
            run_file(database, file, Way.UP)
            stands.append(structure(database))
        for file, stand in zip(reversed(new), reversed(stands[:-1]), strict=True):
            run_file(database, file, Way.DOWN)
            assert structure(database) == stand, file.name


OLD = """
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TABLE a (id int PRIMARY KEY, m mood, "Was %" text NOT NULL, x int);
CREATE TABLE b (id int PRIMARY KEY REFERENCES a);
CREATE TRIGGER t BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW v AS SELECT id, x FROM a;
CREATE VIEW w AS SELECT id, m FROM a;
"""
NEW = "CREATE TABLE a (id int PRIMARY KEY, x bigint); CREATE TABLE c (id int PRIMARY KEY);"


def test_what_old_code_reads_goes_last(server: Server, tmp_path: Path) -> None:
    """Old code runs until the second file: what it stands on goes with it, and new code need not give what goes."""
    exported(server, tmp_path, OLD)
    first, last = exported(server, tmp_path, NEW, name="change").files
    assert words([first, last]) == ["change", "contract_change"]
    assert 'ALTER TABLE public.a ALTER COLUMN "Was %" DROP NOT NULL' in first.up.sql
    assert "DROP VIEW IF EXISTS public.v" in first.up.sql, "it stands in the way of the new type"
    for gone in ("TABLE IF EXISTS public.b", "VIEW IF EXISTS public.w", "FUNCTION IF EXISTS public.touch()", "TYPE"):
        assert f"DROP {gone}" in last.up.sql
        assert f"DROP {gone}" not in first.up.sql
    assert "not cut into phases" not in first.text
