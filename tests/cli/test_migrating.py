"""Differences and migrations of nobody's design, as a user asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pgworkbench.server import Database
from tests.cli.conftest import ROOT, Done

OLD = 'CREATE TABLE "Tbl" (id int PRIMARY KEY);'
NEW = 'CREATE TABLE "Tbl" (id bigint PRIMARY KEY, "näme" text NOT NULL DEFAULT \'\');'
FILE = """-- migrate:up
CREATE TABLE IF NOT EXISTS parts (id int PRIMARY KEY);
-- migrate:down
DROP TABLE IF EXISTS parts;
"""


def test_the_difference_of_two_files_leads_there_and_back(
    scratch: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    """R-MIG: statements that were executed; run by hand, they lead from one to the other."""
    old, new = tmp_path / "old.sql", tmp_path / "new.sql"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    done = pgworkbench("diff", str(old), str(new), "--format", "json", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sorted(found) == ["down", "refused", "up"]
    with scratch.connect(autocommit=True) as connection:
        for statement in [OLD, *found["up"]]:
            connection.execute(statement)
        assert connection.execute('SELECT "näme" FROM "Tbl"').fetchall() == []
    url = scratch.server.url(scratch.name)
    assert "No difference" in pgworkbench("diff", url, str(new), cwd=ROOT).stdout
    done = pgworkbench("diff", str(old), str(tmp_path / "none.sql"), cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_files_are_applied_and_rolled_back_without_a_design(
    scratch: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    folder, url = tmp_path / "files", scratch.server.url(scratch.name)
    folder.mkdir()
    (folder / "20260101000000_add_parts.sql").write_text(FILE, encoding="utf-8")
    place = ("--database-url", url, "--folder", str(folder))
    assert pgworkbench("status", *place, cwd=ROOT).returncode == 1
    done = pgworkbench("apply", *place, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert pgworkbench("status", *place, cwd=ROOT).returncode == 0
    assert pgworkbench("rollback", *place, cwd=ROOT).returncode == 0
    with scratch.connect() as connection:
        assert connection.execute("SELECT to_regclass('parts')").fetchone() == (None,)


def test_exporting_wants_a_name(pgworkbench: Callable[..., Done]) -> None:
    done = pgworkbench("export", cwd=ROOT)
    assert (done.returncode, "--name" in done.stderr) == (2, True)
