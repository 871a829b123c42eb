"""`kill -9` between and within the files of a change in phases, also within a backfill: the end is the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from migrations.designs import exported
from migrations.folders import run, target
from migrations.test_killed import PROGRAM, started, until

from pgworkbench.migrations import File, read_files
from pgworkbench.migrations.apply import How, apply, rollback
from pgworkbench.migrations.reading import statements
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.structure import structure
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
T = '"Läden"."Order.s %"'
FIRST = f"""
CREATE SCHEMA "Läden";
CREATE TABLE {T} (id int PRIMARY KEY, n int, filler text);
"""
CHANGE = f"""
ALTER TABLE {T} ADD "half %" int NOT NULL, ADD token uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD CONSTRAINT n_key UNIQUE (n), ADD CONSTRAINT n_check CHECK (n > 0);
"""
COUNT = 8000  # 40 on a block of storage: four batches
ROWS = f"INSERT INTO {T} SELECT n, n, repeat('-', 160) FROM generate_series(1, {COUNT}) AS n"
FILLED = f"""SELECT count(*), count("half %"), count(DISTINCT token), sum("half %") FROM {T}"""
WHOLE = [(COUNT, COUNT, COUNT, COUNT // 2)]
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DO %%backfill%%'"
LEFT = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %%backfill%%' AND pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
def folder(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("killed") / "migrations"
    exported(server, made, FIRST)
    exported(server, made, FIRST, CHANGE, name="change", backfills={("Läden.Order.s %", "half %"): "id % 2"})
    return made


@pytest.fixture(scope="module")
def loaded(server: Server, folder: Path) -> Iterator[Database]:
    """The former state, with some thousand rows."""
    with server.scratch("loaded") as database:
        apply(target(database, folder), How(to=read_files(folder)[0].version))
        run(database, ROWS)
        yield database


@pytest.fixture(scope="module")
def goal(server: Server, loaded: Database, folder: Path) -> object:
    with server.clone(loaded, "goal") as database:
        apply(target(database, folder))
        assert run(database, FILLED) == WHOLE
        return structure(database)


@pytest.mark.parametrize("at", [200, COUNT // 2, COUNT], ids=["the first batch", "in the middle", "the last batch"])
def test_in_the_middle_of_a_backfill(server: Server, loaded: Database, goal: object, folder: Path, at: int) -> None:
    """R-MIG-3: somebody holds a row, the backfill waits there, its client is killed; what was committed stays."""
    with server.clone(loaded, "killed") as database:
        apply(target(database, folder), How(to=read_files(folder)[1].version))
        with database.connect() as other:
            other.execute(f"SELECT FROM {T} WHERE id = {at} FOR UPDATE".encode())
            process = started("apply", database, folder)
            until(database, BLOCKED, 1, process)
            process.kill()
            assert process.wait() == -signal.SIGKILL
            until(database, LEFT, 0)
            other.rollback()
        done = run(database, f'SELECT count("half %"), count(token) FROM {T}')[0]
        assert done[0] == done[1]
        assert (done[0] == 0) is (at == 200), "batches before the row are kept, none after it"
        assert done[0] != COUNT
        apply(target(database, folder))
        assert run(database, FILLED) == WHOLE
        assert structure(database) == goal


@pytest.mark.parametrize("way", [Way.UP, Way.DOWN])
def test_at_each_file(server: Server, loaded: Database, goal: object, folder: Path, way: Way) -> None:
    """R-MIG-3, R-MIG-4: killed before the last statement of each file in turn, up to the end; and on the way back."""
    files = read_files(folder)[1:]
    verb = "apply" if way is Way.UP else "rollback"
    with server.clone(loaded, "killed") as database:
        before = structure(database)
        if way is Way.DOWN:
            apply(target(database, folder))
        for file in files if way is Way.UP else reversed(files):
            if number := len(statements(file, way)):
                process = killed(verb, database, folder, file, number)
                assert process.wait() == -signal.SIGKILL, file.name
        if way is Way.UP:
            apply(target(database, folder))
            assert run(database, FILLED) == WHOLE
            assert structure(database) == goal
            return
        rollback(target(database, folder), steps=left(database))
        assert run(database, f"SELECT count(*), sum(n) FROM {T}") == [(COUNT, COUNT * (COUNT + 1) // 2)]
        assert structure(database) == before


def killed(verb: str, database: Database, folder: Path, file: File, number: int) -> subprocess.Popen[bytes]:
    """A run that dies just before a statement of that file; on the way back it takes all but the first file."""
    words = [verb, database.server.url(database.name), str(folder), file.name, str(number), str(left(database))]
    return subprocess.Popen([sys.executable, str(PROGRAM), *words])


def left(database: Database) -> int:
    """How many files there are to take back."""
    return int(str(run(database, "SELECT count(*) - 1 FROM schema_migrations")[0][0]))
