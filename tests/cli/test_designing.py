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


def test_queries_brief_and_machine_of_a_database_are_handed_over(
    full_shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "asked.sql").write_text("-- name: held\n-- Waits.\n-- calls per hour: 5\nSELECT pg_advisory_lock(1)\n")
    (tmp_path / "brief.toml").write_text(
        '[design]\nname = "my shop"\ntitle = "A shop"\nseed = 1\nas_of = 2026-01-01T00:00:00Z\n'
        '[profiles]\ntiny = 1\n[recovery]\nrpo = "20 seconds"\n'
    )
    url = full_shop.server.url(full_shop.name)
    words = ("--workload", "asked.sql", "--brief", "brief.toml", "--cores", "2", "--memory", "4GB")
    done = pgworkbench("operate", "--database-url", url, *words)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "build" / "operations"
    assert "`held`: pg_advisory_lock()" in (folder / "pooling" / "hazards.md").read_text(encoding="utf-8")
    assert "archive_timeout = 10s" in (folder / "backup" / "postgresql.conf").read_text(encoding="utf-8")
    assert "shared_buffers = 1024MB" in (folder / "settings" / "postgresql.conf").read_text(encoding="utf-8")
    wrong = pgworkbench("operate", "--database-url", url, "--memory", "much")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1), wrong.stderr


@pytest.mark.parametrize("words", [("operate", "drill", "nonsense"), ("export", "--as", "nonsense"), ("new", "Not OK")])
def test_a_mistake_is_one_line(pgworkbench: Callable[..., Done], words: tuple[str, ...]) -> None:
    done = pgworkbench(*words, cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
