"""A rehearsal names what would hurt on loaded tables in use, and is silent about the form that does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from migrations.folders import one, run, write

from pgworkbench.errors import ProofError, RefusedError
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.hurts import Hurt, hurts
from pgworkbench.migrations.rehearse import Rehearsing, rehearse, taken_back
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.running import run as run_file
from pgworkbench.migrations.trace import trace
from pgworkbench.migrations.traffic import Load
from pgworkbench.server import Database, Server
from pgworkbench.workload import Workload, parse_workload

pytestmark = pytest.mark.database
T = '"Sch 1"."Order.s"'
BEGIN = f"""
CREATE SCHEMA "Sch 1";
CREATE TABLE {T} (id int PRIMARY KEY, n int, code varchar(10), at date NOT NULL DEFAULT '2026-01-01');
INSERT INTO {T} SELECT n, n, 'x' || n FROM generate_series(1, 20000) AS n;
CREATE TABLE "Sch 1".items (id int PRIMARY KEY, "order" int);
INSERT INTO "Sch 1".items SELECT n, n FROM generate_series(1, 5000) AS n;
CREATE TABLE "Sch 1".none (id int, n int);
CREATE TABLE parts (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE part_2 (id int, at date NOT NULL);
INSERT INTO part_2 SELECT n, '2027-05-05' FROM generate_series(1, 3000) AS n;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM {T};
ANALYZE;
"""
QUERIES = f"""
-- name: one_order
-- An order by its number.
-- params: SELECT id FROM {T} ORDER BY id
SELECT id, n FROM {T} WHERE id = :id;

-- name: touch_order
-- params: SELECT id FROM {T} ORDER BY id
UPDATE {T} SET at = at + 1 WHERE id = :id;

-- name: of_a_new_column
-- Not before the files.
SELECT added FROM {T} LIMIT 1;
"""
WORKLOAD = parse_workload(QUERIES)
QUIET = Rehearsing(held_ms=60_000, wait_ms=60_000)
BRIEF = Load(connections=2, warm=0.0)


@pytest.fixture(scope="module")
def loaded(server: Server) -> Iterator[Database]:
    with server.scratch("rehearsed") as database:
        run(database, BEGIN)
        yield database


def files(folder: Path, up: str, down: str = "SELECT 1;", mode: str = "") -> tuple[File, ...]:
    return read_files(write(folder, one(up, down, mode)))


HURTING = [
    (f"CREATE INDEX i ON {T} (n);", "CREATE INDEX CONCURRENTLY"),
    (f"ALTER TABLE {T} ALTER n SET NOT NULL;", "CHECK (n IS NOT NULL) NOT VALID"),
    (f"ALTER TABLE {T} ALTER n TYPE bigint;", "a new column beside n"),
    (f"ALTER TABLE {T} ADD CHECK (n > 0);", "NOT VALID here"),
    (f'ALTER TABLE "Sch 1".items ADD FOREIGN KEY ("order") REFERENCES {T};', "ADD FOREIGN KEY … NOT VALID"),
    (f"ALTER TABLE {T} ADD UNIQUE (n);", "CREATE UNIQUE INDEX CONCURRENTLY"),
    (f"ALTER TABLE {T} ADD EXCLUDE USING gist (int4range(n, n, '[]') WITH &&);", "cannot build it beside traffic"),
    (f"ALTER TABLE {T} ADD v float DEFAULT random();", "ADD COLUMN v without a default"),
    (f"ALTER TABLE {T} ADD v int GENERATED ALWAYS AS IDENTITY;", "without identity"),
    (f"ALTER TABLE {T} ADD v int GENERATED ALWAYS AS (n + 1) STORED;", "kept by a trigger"),
    (f"ALTER TABLE {T} SET UNLOGGED;", "a new table of that kind"),
    (f"UPDATE {T} SET n = n;", "each committed"),
    (f'CLUSTER {T} USING "Order.s_pkey";', "pg_repack"),
    (f"REINDEX TABLE {T};", "REINDEX … CONCURRENTLY"),
    ("REFRESH MATERIALIZED VIEW mv;", "REFRESH MATERIALIZED VIEW CONCURRENTLY"),
    (
        "ALTER TABLE parts ATTACH PARTITION part_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
        "a CHECK of the partition's bounds",
    ),
    (f"DO $$BEGIN IF true THEN ALTER TABLE {T} ADD CONSTRAINT c CHECK (n > 0); END IF; END$$;", "NOT VALID here"),
    (f"DO $$BEGIN EXECUTE 'ALTER TABLE {T} ADD CONSTRAINT c CHECK (n > 0)'; END$$;", "split it"),
]


@pytest.mark.parametrize(("up", "instead"), HURTING, ids=[up[:48] for up, _ in HURTING])
def test_what_would_hurt_is_named_with_the_safer_form(
    server: Server, loaded: Database, tmp_path: Path, up: str, instead: str
) -> None:
    """R-MIG-5: seen on loaded tables, not read from the text."""
    found = hurts_of(server, loaded, files(tmp_path, up))
    assert [instead in hurt.instead for hurt in found] == [True], found
    assert found[0].place == "20260101000000_one.sql:2"


def hurts_of(server: Server, loaded: Database, known: tuple[File, ...]) -> tuple[Hurt, ...]:
    with server.clone(loaded, "traced") as copy:
        return hurts(trace(copy, known[0], Way.UP), held_ms=60_000)


HARMLESS = [
    (f"ALTER TABLE {T} ADD v int; ALTER TABLE {T} ADD w int DEFAULT 3;", ""),
    (f"ALTER TABLE {T} ADD CHECK (n > 0) NOT VALID;", ""),
    (f"ALTER TABLE {T} ALTER code TYPE varchar(20);", ""),
    (f'ALTER TABLE "Sch 1".items ADD FOREIGN KEY ("order") REFERENCES {T} NOT VALID;', ""),
    (f"CREATE INDEX CONCURRENTLY i ON {T} (n);", " transaction:false"),
    ('CREATE INDEX i ON "Sch 1".none (n); ALTER TABLE "Sch 1".none ALTER n TYPE text;', ""),
    (f"CREATE TABLE fresh AS SELECT * FROM {T}; CREATE INDEX ON fresh (n); ALTER TABLE fresh ALTER n TYPE text;", ""),
    (f"UPDATE {T} SET n = 0 WHERE id = 5; DELETE FROM {T} WHERE id = 6;", ""),
    (
        f"""ALTER TABLE {T} ADD CONSTRAINT c CHECK (n IS NOT NULL) NOT VALID;
            ALTER TABLE {T} VALIDATE CONSTRAINT c; ALTER TABLE {T} ALTER n SET NOT NULL;""",
        " transaction:false",
    ),
]


@pytest.mark.parametrize(("up", "mode"), HARMLESS, ids=[up[:48] for up, _ in HARMLESS])
def test_the_safer_form_is_not(server: Server, loaded: Database, tmp_path: Path, up: str, mode: str) -> None:
    assert hurts_of(server, loaded, files(tmp_path, up, mode=mode)) == ()


def test_in_traffic(server: Server, loaded: Database, tmp_path: Path) -> None:
    """R-MIG-5: who waits for what, which query breaks, which only works afterwards; and the way back."""
    up = f"ALTER TABLE {T} ADD added int;\nALTER TABLE {T} RENAME n TO m;\nSELECT pg_sleep(0.4);"
    down = f"ALTER TABLE {T} DROP added;\nALTER TABLE {T} RENAME m TO n;"
    how = Rehearsing(Load(connections=3, warm=0.2), held_ms=200, wait_ms=100)
    found = rehearse(server, loaded, files(tmp_path, up, down), WORKLOAD, how)
    assert found.broken == {"one_order": 'column "n" does not exist'}
    assert found.aside == {"of_a_new_column": 'works only after the files (column "added" does not exist)'}
    assert found.back == ""
    assert found.rows == 28_000
    waited = found.longest_wait
    assert waited is not None
    assert waited.query in {"one_order", "touch_order"}
    assert waited.longest_ms > 200 > waited.usual_ms
    said = [hurt.what for hurt in found.hurts]
    assert any("AccessExclusiveLock on Sch 1.Order.s is held for" in what for what in said)
    assert any("waited" in what and "for its lock" in what for what in said)
    assert not found.is_good
    told = json.loads(found.json())
    assert told["statements"][0]["locks"] == ["AccessExclusiveLock on Sch 1.Order.s"]
    assert {"ms", "ms_in_traffic", "wal_bytes", "stops"} <= set(found.frame().columns)
    assert "BREAKS one_order" in found.text()


def test_what_is_silent_in_traffic(server: Server, loaded: Database, tmp_path: Path) -> None:
    up = f"ALTER TABLE {T} ADD added int;"
    found = rehearse(server, loaded, files(tmp_path, up, f"ALTER TABLE {T} DROP added;"), WORKLOAD, Rehearsing(BRIEF))
    assert found.is_good, found.text()
    assert found.executed >= 2
    assert found.statements[0].ms_in_traffic is not None


def test_a_table_made_with_a_foreign_key_holds_the_one_that_it_refers_to(
    server: Server, loaded: Database, tmp_path: Path
) -> None:
    up = f'CREATE TABLE child (id int REFERENCES {T});\nSELECT count(*) FROM "Sch 1".items;'
    found = rehearse(server, loaded, files(tmp_path, up, "DROP TABLE child;"), Workload(), Rehearsing(held_ms=0))
    (hurt,) = (each for each in found.hurts if each.way == Way.UP and each.place.endswith(":2"))
    assert "ShareRowExclusiveLock on Sch 1.Order.s is held for" in hurt.what
    assert "leave the foreign key out of CREATE TABLE" in hurt.instead


def test_a_way_back_that_does_not_restore_is_told(server: Server, loaded: Database, tmp_path: Path) -> None:
    up, down = f"ALTER TABLE {T} DROP code;", f"ALTER TABLE {T} ADD code varchar(10);"
    assert "Sch 1.Order.s" in rehearse(server, loaded, files(tmp_path, up, down), Workload(), QUIET).back
    down = "SELECT 1;"
    assert "code" in rehearse(server, loaded, files(tmp_path, up, down), Workload(), QUIET).back


def test_a_statement_that_fails_is_told_with_its_line(server: Server, loaded: Database, tmp_path: Path) -> None:
    with pytest.raises(ProofError, match=r"rehearsal, up: 20260101000000_one\.sql:3: table \"absent\""):
        rehearse(server, loaded, files(tmp_path, "SELECT 1;\nDROP TABLE absent;"), Workload(), QUIET)


def test_what_cannot_run_where_it_stands_is_refused(server: Server, loaded: Database, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"one\.sql:2: it ends the transaction"):
        rehearse(server, loaded, files(tmp_path, "COMMIT;"), Workload(), QUIET)


def test_the_state_before_the_files(server: Server, loaded: Database, tmp_path: Path) -> None:
    """From rows of the newest state to those that the files will find."""
    known = files(tmp_path, f"ALTER TABLE {T} ADD v float DEFAULT random();", f"ALTER TABLE {T} DROP v;")
    with server.clone(loaded, "after") as after:
        run_file(after, known[0], Way.UP)
        with taken_back(server, after, known) as before:
            assert run(before, f"SELECT count(*) FROM {T}") == [(20_000,)]
            assert [hurt.way for hurt in rehearse(server, before, known, Workload(), QUIET).hurts] == [Way.UP]
