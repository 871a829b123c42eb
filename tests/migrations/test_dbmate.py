"""The real dbmate runs what export writes: up, every file back, up again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from migrations.designs import FIRST, ROLES, exported, loaded

from pgworkbench.migrations import read_files
from pgworkbench.migrations.structure import structure
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
CHANGE = """
ALTER TABLE people DROP COLUMN changed;
DROP TRIGGER people_touch ON people;
ALTER TABLE orders ALTER COLUMN people_id TYPE bigint;
ALTER POLICY lines_all_policy ON lines USING (n > 1);
CREATE INDEX orders_at_brin_idx ON orders USING brin (at);
COMMENT ON INDEX orders_at_brin_idx IS 'by time';
"""


def dbmate(database: Database, folder: Path, command: str) -> None:
    program = shutil.which("dbmate", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert program is not None
    environment = {**os.environ, "DATABASE_URL": database.server.url(database.name)}
    done = subprocess.run(
        [program, "--no-dump-schema", "--migrations-dir", str(folder), command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_up_every_file_back_and_up_again(server: Server, tmp_path: Path) -> None:
    """R-MIG-1 to R-MIG-4, with rows: nothing is lost on the way back."""
    exported(server, tmp_path / "all", FIRST)
    exported(server, tmp_path / "all", FIRST, CHANGE, name="change")
    files = read_files(tmp_path / "all")
    folder = tmp_path / "local"
    folder.mkdir()
    with server.scratch("dbmate", roles=ROLES) as database:
        for file in files[:3]:
            (folder / file.name).write_text(database.localise(file.text))
        dbmate(database, folder, "up")
        loaded(database)
        for file in files:
            (folder / file.name).write_text(database.localise(file.text))
        dbmate(database, folder, "up")
        whole, rows = structure(database), count(database)
        for _ in files:
            dbmate(database, folder, "rollback")
        assert "CREATE TABLE public.people" not in str(structure(database))
        dbmate(database, folder, "up")
        assert structure(database) == whole
        assert count(database) == rows == (20, 20, 20)


def count(database: Database) -> tuple[int, ...]:
    with database.connect() as connection:
        query = (
            "SELECT (SELECT count(*) FROM people), (SELECT count(favourite) FROM people), (SELECT count(*) FROM lines)"
        )
        return tuple(connection.execute(query).fetchone() or ())
