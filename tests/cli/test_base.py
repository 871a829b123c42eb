"""The command line as a user meets it: help for every command, one line for every mistake, exits 0, 1 and 2."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from pgworkbench.cli import app
from pgworkbench.server import Database
from tests.cli.conftest import Done

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def is_one_line_of_advice(done: Done) -> bool:
    return done.returncode == 2 and done.stderr.startswith("pgworkbench: ") and done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, pgworkbench: Callable[..., Done]) -> None:
    done = pgworkbench(command, "--help")
    assert done.returncode == 0
    assert done.stdout.count("\n") > 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"pgworkbench {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command"),
        (["review", "--nonsense"], "No such option"),
        (["review", "--format", "yaml"], "yaml"),
        (["review", "nonsense"], "unknown domain 'nonsense'"),
        (["review", "--only", "nonsense"], "unknown rule 'nonsense'"),
        (["diagram", "leeds"], "try leads"),
        (["diagram", "--table", "leeds"], "try leads"),
        (["seed", "--profile", "huge"], "unknown profile 'huge'"),
        (["bench", "--query", "lead_by_emial", "--profile", "tiny"], "try lead_by_email"),
        (["compare", "nonsense"], "unknown comparison 'nonsense'"),
        (["run", "nonsense"], "unknown notebook 'nonsense'"),
        (["doctor", "--database-url", "postgresql://u:secret@127.0.0.1:1/x"], "127.0.0.1"),
        (["review", "--database-url", "postgresql://u:secret@127.0.0.1:1/x"], "127.0.0.1"),
        (["review", "--database-url", "mysql://u:secret@127.0.0.1/x"], "postgresql"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(pgworkbench: Callable[..., Done], arguments: list[str], said: str) -> None:
    done = pgworkbench(*arguments, cwd=ROOT)
    assert is_one_line_of_advice(done), done.stderr
    assert said in done.stderr
    assert "secret" not in done.stderr + done.stdout


def test_no_design_is_one_line_that_says_where_to_go(pgworkbench: Callable[..., Done]) -> None:
    done = pgworkbench("review")
    assert is_one_line_of_advice(done), done.stderr
    assert "--database-url" in done.stderr


@pytest.mark.database
def test_doctor_needs_no_design_and_leaves_nothing_behind(pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    done = pgworkbench("doctor")
    assert done.returncode == 0, done.stderr
    assert "PostgreSQL" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.database
def test_a_database_by_url_is_reviewed_and_not_altered(scratch: Database, pgworkbench: Callable[..., Done]) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute('CREATE TABLE "no key" (price double precision)')
    url = scratch.server.url(scratch.name)
    done = pgworkbench("review", "--database-url", url, "--format", "json")
    assert done.returncode == 1, done.stderr
    assert "no-primary-key" in done.stdout
    assert pgworkbench("review", "--database-url", url, "--level", "error", "--only", "types").returncode in {0, 1}
    with scratch.connect() as connection:
        assert connection.execute("SELECT count(*) FROM pg_class WHERE relname = 'no key'").fetchone() == (1,)


@pytest.mark.database
def test_a_database_by_url_is_drawn(scratch: Database, pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a)")
    done = pgworkbench("diagram", "--database-url", scratch.server.url(scratch.name), "--out", str(tmp_path / "here"))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["overview.png", "overview.svg"]


@pytest.mark.database
def test_an_interrupted_command_says_so() -> None:
    """In the midst of its work: as soon as it tells how far it is. As by Ctrl-C, which the background ignores."""
    command = [sys.executable, "-m", "pgworkbench", "seed", "--profile", "7.25"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        assert running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        assert running.stderr.read().endswith("pgworkbench: interrupted\n")
    assert running.returncode == 130
