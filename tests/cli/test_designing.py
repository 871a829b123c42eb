"""A design is begun, adopted, and taken to production, as a user asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pgworkbench.server import Database
from tests.cli.conftest import ROOT, Done


def test_a_design_of_ones_own_runs_at_once(pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert pgworkbench("init", str(folder)).returncode == 0
    (folder / ".pgworkbench").symlink_to(ROOT / ".pgworkbench")
    assert pgworkbench("new", "visits", cwd=folder).returncode == 0
    done = pgworkbench("seed", "--profile", "tiny", "--verify", cwd=folder)
    assert (done.returncode, "visits" in done.stdout) == (0, True), done.stderr
    assert pgworkbench("review", "--level", "error", cwd=folder).returncode == 0
    done = pgworkbench("init", str(folder))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_database_is_adopted_and_only_read(shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    folder = tmp_path / "adopted"
    done = pgworkbench("adopt", str(folder), "--database-url", shop.server.url(shop.name), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "are the same" in done.stdout
    (folder / ".pgworkbench").symlink_to(ROOT / ".pgworkbench")
    assert pgworkbench("diagram", "--format", "svg", cwd=folder).returncode == 0


def test_what_production_needs_is_written_for_any_database(
    full_shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    done = pgworkbench("operate", "--database-url", full_shop.server.url(full_shop.name))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "build" / "operations" / "pooling" / "pgbouncer.ini").is_file()


@pytest.mark.parametrize("words", [("operate", "drill", "nonsense"), ("export", "--as", "nonsense"), ("new", "Not OK")])
def test_a_mistake_is_one_line(pgworkbench: Callable[..., Done], words: tuple[str, ...]) -> None:
    done = pgworkbench(*words, cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
