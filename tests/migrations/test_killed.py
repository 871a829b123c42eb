"""`kill -9` at any statement, then the same command again: the end is the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from migrations.folders import SHOP, run, target, write

from pgworkbench.migrations.apply import How, apply, rollback
from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.reading import statements
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.structure import structure
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
PROGRAM = Path(__file__).with_name("killed.py")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def started(verb: str, database: Database, folder: Path, file: str = "", statement: int = 0) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        str(PROGRAM),
        verb,
        database.server.url(database.name),
        str(folder),
        file,
        str(statement),
    ]
    return subprocess.Popen(command)


@pytest.mark.parametrize("way", [Way.UP, Way.DOWN])
def test_at_statements_of_every_file(server: Server, tmp_path: Path, way: Way) -> None:
    """R-MIG-3, R-MIG-4: the process is really killed; in a transaction, outside of one, up and down."""
    files = read_files(write(tmp_path, SHOP))
    with server.scratch("whole") as whole:
        apply(target(whole, tmp_path))
        last = structure(whole)
        before = structure(whole)
        if way is Way.DOWN:
            rollback(target(whole, tmp_path), How(allow_lossy=True), steps=4)
            last = structure(whole)
    verb = "apply" if way is Way.UP else "rollback"
    for file in files:
        count = len(statements(file, way))
        for number in sorted({1, count}):
            with server.scratch("killed") as database:
                if way is Way.DOWN:
                    apply(target(database, tmp_path))
                    assert structure(database) == before
                process = started(verb, database, tmp_path, file.name, number)
                assert process.wait() == -signal.SIGKILL, f"{file.name} {number}"
                again(database, tmp_path, way)
                assert structure(database) == last, f"{file.name} {number}"


def again(database: Database, folder: Path, way: Way) -> None:
    """The same command once more."""
    if way is Way.UP:
        apply(target(database, folder))
        return
    left = run(database, "SELECT count(*) FROM schema_migrations")[0][0]
    rollback(target(database, folder), How(allow_lossy=True), steps=int(left))


def test_in_the_middle_of_an_index_build(server: Server, scratch: Database, tmp_path: Path) -> None:
    """The build waits for somebody, its client is killed, the server notices: what is left invalid is built again."""
    at = target(scratch, write(tmp_path, SHOP))
    apply(at, How(to="20260101000001"))
    with scratch.connect() as other:
        other.execute('UPDATE "Läden"."Order""s %s.x" SET "select" = \'held\' WHERE id = 1')
        process = started("apply", scratch, tmp_path)
        until(scratch, WAITING, 1, process)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        until(scratch, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%%'", 0)
        assert run(scratch, 'SELECT indisvalid FROM pg_index WHERE indexrelid = \'"Läden"."ix é"\'::regclass') == [
            (False,)
        ]
        other.rollback()
    assert apply(at).is_good
    assert run(scratch, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]
    with server.scratch("straight") as straight:
        apply(target(straight, tmp_path))
        assert structure(scratch) == structure(straight)


def until(database: Database, query: str, wanted: int, process: subprocess.Popen[bytes] | None = None) -> None:
    """Look until the server says so; a process that ended instead is a failure."""
    with database.connect(autocommit=True) as connection:
        while connection.execute(query).fetchone() != (wanted,):
            assert process is None or process.poll() is None, "it ended before it came there"


def test_the_order_of_the_example_is_what_it_says() -> None:
    """Versions rise, so that what is killed first is applied first."""
    assert all(one < other for one, other in pairwise(SHOP))
