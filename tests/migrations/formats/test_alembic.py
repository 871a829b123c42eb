"""Alembic revisions: what they hold is run here, and the real Alembic runs them where it is installed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from migrations.folders import one, tables, write
from migrations.formats.runners import bare, expected, files, psql

from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.formats import Format, rendered
from pgworkbench.migrations.formats import write as write_format
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
ENV = """
import os
from alembic import context
from sqlalchemy import create_engine, pool
url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
"""
INSTALLED = pytest.mark.skipif(find_spec("alembic") is None, reason="alembic is not installed")


def constants(text: str) -> dict[str, object]:
    """The constants of a module, without running it."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def test_a_revision_holds_the_statements_as_they_are(server: Server, scratch: Database, tmp_path: Path) -> None:
    """R-MIG-2: what it sends, sent the same way, ends where ours ends; and each follows the one before it."""
    revisions = [constants(each.text) for each in rendered(files(tmp_path), Format.ALEMBIC)]
    assert revisions[0]["down_revision"] is None
    assert [each["down_revision"] for each in revisions[1:]] == [each["revision"] for each in revisions[:-1]]
    with psycopg.connect(scratch.server.url(scratch.name), autocommit=True) as connection:
        path = connection.execute("SHOW search_path").fetchone()
        for each in revisions:
            send(connection, each["UP"])
        assert connection.execute("SHOW search_path").fetchone() == path
        assert bare(scratch) == expected(server, tmp_path)
        for each in reversed(revisions):
            send(connection, each["DOWN"])
    assert tables(scratch) == set()


def send(connection: psycopg.Connection, statements: object) -> None:
    assert isinstance(statements, tuple)
    alone = any("CONCURRENTLY" in statement or "COMMIT;" in statement for statement in statements)
    for statement in ("BEGIN", *statements, "COMMIT") if not alone else statements:
        connection.execute(statement)


def test_what_is_set_for_the_transaction_is_put_back_within_it(scratch: Database, tmp_path: Path) -> None:
    """Alembic writes its version down after the statements, in the same transaction."""
    up = "SET LOCAL search_path = '';\nSET LOCAL \"my.Setting\" = 'x';"
    (made,) = rendered(read_files(write(tmp_path, one(up))), Format.ALEMBIC)
    with psycopg.connect(scratch.server.url(scratch.name)) as connection:
        for statement in constants(made.text)["UP"]:
            connection.execute(statement)
        assert connection.execute("SHOW search_path").fetchone() == ('"$user", public',)
        assert connection.execute("SELECT current_setting('my.Setting')").fetchone() == ("",)


def alembic(database: Database, folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *command],
        cwd=folder,
        env={**os.environ, "DATABASE_URL": database.server.url(database.name)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    made = tmp_path / "alembic"
    write_format(files(tmp_path / "files"), Format.ALEMBIC, made / "versions")
    (made / "env.py").write_text(ENV)
    (made / "script.py.mako").write_text("")
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/alembic\n")
    return tmp_path


@INSTALLED
def test_the_real_one(server: Server, scratch: Database, environment: Path) -> None:
    """R-MIG-1, R-MIG-2: up, down, up."""
    alembic(scratch, environment, "upgrade", "head")
    whole = expected(server, environment / "files")
    assert bare(scratch) == whole
    alembic(scratch, environment, "downgrade", "base")
    assert tables(scratch) == {"alembic_version"}
    alembic(scratch, environment, "upgrade", "head")
    assert bare(scratch) == whole


@INSTALLED
def test_the_real_one_offline(server: Server, scratch: Database, environment: Path) -> None:
    """`upgrade --sql` gives what psql can run."""
    path = environment / "all.sql"
    path.write_text(alembic(scratch, environment, "upgrade", "head", "--sql"), encoding="utf-8")
    psql(scratch, path)
    assert bare(scratch) == expected(server, environment / "files")
