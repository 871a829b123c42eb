"""Reviews and documents of any database, and of files, as a user asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pgworkbench.server import Database
from tests.cli.conftest import ROOT, Done


def test_a_baseline_lets_an_old_database_start_clean(
    shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    url = shop.server.url(shop.name)
    known = tmp_path / "known.json"
    assert pgworkbench("review", "--database-url", url).returncode == 1
    assert pgworkbench("review", "--database-url", url, "--write-baseline", str(known)).returncode == 0
    assert pgworkbench("review", "--database-url", url, "--baseline", str(known)).returncode == 0
    with shop.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE newer (x money)")
    done = pgworkbench("review", "--database-url", url, "--baseline", str(known), "--format", "json")
    assert done.returncode == 1, done.stderr
    assert {finding["where"] for finding in json.loads(done.stdout)["findings"]} == {"newer"}


def test_the_mending_sql_is_written_and_mends(shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    url, mend = shop.server.url(shop.name), tmp_path / "mend.sql"
    asked = ("review", "--database-url", url, "--only", "foreign-key-without-index")
    assert pgworkbench(*asked, "--fix", str(mend)).returncode == 1
    with shop.connect(autocommit=True) as connection:
        connection.execute(mend.read_text(encoding="utf-8").encode())
    assert pgworkbench(*asked).returncode == 0


def test_a_teams_conventions_and_suppressions_hold(
    shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    """R-CHK: review.toml of the folder where the command runs, or the file that is named."""
    asked = ("review", "--database-url", shop.server.url(shop.name), "--only", "no-primary-key")
    assert pgworkbench(*asked).returncode == 1
    told = '[[suppress]]\nrule = "no-primary-key"\nobject = \'"the Shop".lines\'\nreason = "a log"\n'
    (tmp_path / "review.toml").write_text(told, encoding="utf-8")
    done = pgworkbench(*asked)
    assert (done.returncode, "1 suppressed" in done.stdout) == (0, True), done.stdout


def test_migration_files_are_reviewed_without_a_server_or_a_design(
    pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    path = tmp_path / "1_mend.sql"
    path.write_text("-- migrate:up\nUPDATE t SET a = 1;\n-- migrate:down\nSELECT 1;\n", encoding="utf-8")
    done = pgworkbench("review", "--migrations", str(path))
    assert done.returncode == 1, done.stderr
    assert "update-without-where" in done.stdout
    empty = tmp_path / "empty"
    empty.mkdir()
    done = pgworkbench("review", "--migrations", str(empty))
    assert (done.returncode, "holds no *.sql" in done.stderr) == (2, True)


def test_the_rows_of_a_database_are_asked_when_it_is_wanted(
    full_shop: Database, pgworkbench: Callable[..., Done]
) -> None:
    url = full_shop.server.url(full_shop.name)
    without = json.loads(pgworkbench("review", "--database-url", url, "--format", "json").stdout)
    rows = json.loads(pgworkbench("review", "--database-url", url, "--rows", "all", "--format", "json").stdout)
    assert len(rows["asked"]) > len(without["asked"])


def test_the_site_of_a_database_opens_from_a_folder(
    shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    done = pgworkbench("docs", "--database-url", shop.server.url(shop.name), "--out", str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    assert "Órders" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_a_sql_file_is_reviewed_in_a_scratch_database(pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "old.sql").write_text('CREATE TABLE "no key" (id int);', encoding="utf-8")
    done = pgworkbench("review", str(tmp_path / "old.sql"), "--only", "no-primary-key", cwd=ROOT)
    assert done.returncode == 1, done.stderr
    assert '"no key"' in done.stdout
    (tmp_path / "bad.sql").write_text("CREATE TABLE a (id int);\nCREATE TABEL b;", encoding="utf-8")
    done = pgworkbench("review", str(tmp_path / "bad.sql"), cwd=ROOT)
    assert (done.returncode, "bad.sql:2" in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr


def test_what_changed_since_a_sql_file_is_drawn(
    shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "old.sql").write_text('CREATE SCHEMA "the Shop";', encoding="utf-8")
    url = shop.server.url(shop.name)
    since, out = ("--since", str(tmp_path / "old.sql")), ("--out", str(tmp_path / "d"))
    done = pgworkbench("diagram", "--database-url", url, *since, *out, "--format", "svg", "--detail", "all", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "2 added" in (tmp_path / "d" / "overview.svg").read_text(encoding="utf-8")
