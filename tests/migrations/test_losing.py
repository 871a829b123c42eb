"""A way back that would destroy rows is refused; one that destroys nothing here and now is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from migrations.designs import FIRST, ROLES, exported, loaded
from migrations.folders import one, run, target, write

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.apply import How, apply, rollback, status
from pgworkbench.migrations.chain import NAME, chain_of
from pgworkbench.migrations.files import read_files
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
UP = 'CREATE SCHEMA "S"; CREATE TABLE "S"."T" (a int, b int); CREATE TABLE empty (a int);'
FILL = 'INSERT INTO "S"."T" VALUES (1, 2)'


@pytest.mark.parametrize(
    ("down", "loss"),
    [
        ('DROP TABLE "S"."T";', "table S.T"),
        ('ALTER TABLE "S"."T" DROP COLUMN b;', "column b of S.T"),
        ('ALTER TABLE "S"."T" ALTER b TYPE smallint;', "what column b of S.T cannot hold"),
        ('TRUNCATE "S"."T";', "the rows of S.T"),
        ('DELETE FROM "S"."T" WHERE a = 9;', "rows of S.T"),
        ('DROP SCHEMA "S" CASCADE;', "table S.T"),
        ('DO $$BEGIN IF true THEN DROP TABLE "S"."T"; END IF; END$$;', "table S.T"),
        ("DO $$BEGIN EXECUTE 'DROP TABLE ' || 'x'; END$$;", "what the block on line"),
        ('SET LOCAL search_path = "S";\nDROP TABLE "S"."T", empty;', "table S.T"),
    ],
)
def test_rows_would_go(scratch: Database, tmp_path: Path, down: str, loss: str) -> None:
    """R-MIG-4: nothing is run; with the word for it, it is."""
    at = target(scratch, write(tmp_path, one(UP, down)))
    apply(at)
    run(scratch, FILL)
    with pytest.raises(RefusedError) as refused:
        rollback(at)
    assert f"20260101000000_one.sql: {loss}" in str(refused.value)
    assert "--allow-lossy" in str(refused.value)
    assert run(scratch, 'SELECT * FROM "S"."T"') == [(1, 2)]


@pytest.mark.parametrize(
    "down",
    ['DROP TABLE "S"."T", empty;', "ALTER TABLE empty DROP a;", 'ALTER TABLE "S"."T" DROP b;', 'DELETE FROM "S"."T";'],
)
def test_what_is_empty_loses_nothing(scratch: Database, tmp_path: Path, down: str) -> None:
    """No rows, or no value in the column that goes."""
    at = target(scratch, write(tmp_path, one(UP, down)))
    apply(at)
    if "DROP b" in down:
        run(scratch, 'INSERT INTO "S"."T" (a) VALUES (1)')
    assert rollback(at).ran


def test_with_the_word_for_it(scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, one(UP, 'DROP TABLE "S"."T", empty; DROP SCHEMA "S";')))
    apply(at)
    run(scratch, FILL)
    assert rollback(at, How(allow_lossy=True)).ran
    assert run(scratch, "SELECT to_regclass('empty')") == [(None,)]


def test_an_exported_file_keeps_its_rows_and_says_so(server: Server, tmp_path: Path) -> None:
    """R-MIG-4: what export wrote goes back without that word, and its rows come back with the next run."""
    exported(server, tmp_path / "made", FIRST)
    folder = tmp_path / "local"
    folder.mkdir()
    with server.scratch("lossless", roles=ROLES) as database:
        for file in read_files(tmp_path / "made"):
            (folder / file.name).write_text(database.localise(file.text), encoding="utf-8")
        (folder / NAME).write_text(chain_of(read_files(folder)).text(), encoding="utf-8")
        at = target(database, folder)
        apply(at)
        loaded(database)
        count = len(status(at).entries)
        assert rollback(at, steps=count).is_good
        apply(at)
        assert run(database, "SELECT count(*) FROM people") == [(20,)]
