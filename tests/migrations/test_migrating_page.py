"""The commands of docs/migrating.md, run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from migrations.folders import tables
from migrations.formats.runners import files
from migrations.formats.test_alembic import ENV

from pgworkbench.migrations.formats import Format
from pgworkbench.migrations.formats import write as write_format
from pgworkbench.server import Database

pytestmark = pytest.mark.database
PAGE = Path(__file__).resolve().parents[2] / "docs" / "migrating.md"
LOGIN = {"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"}  # dbmate's driver refuses others of libpq's
BLOCK = re.compile(r"^```sh( alembic)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [(bool(match[1]), match[2]) for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    known = files(tmp_path / "schema" / "migrations")
    for form in Format:
        write_format(known, form, tmp_path / "build" / "migrations" / form.value)
    (tmp_path / "alembic" / "versions").mkdir(parents=True)
    (tmp_path / "alembic" / "env.py").write_text(ENV)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/alembic\n")
    return tmp_path


def run(database: Database, here: Path, script: str) -> None:
    server = database.server
    folders = [str(Path(sys.executable).parent), str(server.tool("psql").parent), os.environ["PATH"]]
    alembic = f'alembic() {{ "{sys.executable}" -m alembic "$@"; }}\n'
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", alembic + script],
        cwd=here,
        env={
            **os.environ,
            **{name: value for name, value in server.environment(database.name).items() if name in LOGIN},
            "DATABASE_URL": server.url(database.name),
            "PATH": os.pathsep.join(folders),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", [text for alembic, text in BLOCKS if not alembic], ids=["dbmate", "psql"])
def test_a_block_runs(scratch: Database, here: Path, script: str) -> None:
    """R-MIG-1."""
    run(scratch, here, script)
    assert ("notes" in tables(scratch)) is ("dbmate" in script)


@pytest.mark.skipif(find_spec("alembic") is None, reason="alembic is not installed")
def test_the_block_for_alembic_runs(scratch: Database, here: Path) -> None:
    (script,) = (text for alembic, text in BLOCKS if alembic)
    run(scratch, here, script)
    assert "notes" in tables(scratch)


def test_every_format_has_its_chapter() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"export --as {form.value}" in text for form in Format)
