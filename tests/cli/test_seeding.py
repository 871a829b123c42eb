"""Rows as a user asks for them: grown, by workers, for any database; and what is refused in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgworkbench.server import Database
from tests.cli.conftest import ROOT, Done

pytestmark = pytest.mark.database


def test_a_profile_grows_and_only_what_triggers_keep_changes(pgworkbench: Callable[..., Done], tiny: Database) -> None:
    with tiny.connect() as connection:
        [before] = connection.execute("SELECT count(*) FROM leads").fetchone() or (0,)
    grown = ("seed", "--profile", "tiny", "--grow", "1.5", "--as-of", "2027-02-28", "--verify")
    done = pgworkbench(*grown, cwd=ROOT)
    assert done.returncode == 0, done.stderr + done.stdout
    assert f"leads                   {round(before * 1.5):,} rows" in done.stdout
    assert "as of, 2                2027-02-28T00:00:00+00:00" in done.stdout
    assert "leads: triggers keep last_activity_at; nothing else changed" in done.stdout
    with tiny.connect() as connection:  # the profile's own database is as it was
        assert connection.execute("SELECT count(*) FROM leads").fetchone() == (before,)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--workers", "2", "--scheduler", "tcp://nowhere:1"], "give one of them"),
        (["--grow", "0.5"], "1 or more, not 0.5"),
        (["--as-of", "2001-01-01"], "volumes grow towards later days"),
        (["--rows", "30"], "--rows is for --auto"),
        (["--seed", "4"], "--seed and --append are for --auto"),
        (["--append"], "--seed and --append are for --auto"),
        (["--record"], "name a table with --measure"),
        (["--auto", "--database-url", "postgresql://nowhere", "--rows", "many"], "TABLE=number, not 'many'"),
        (["--auto", "--database-url", "postgresql://nowhere", "--rows", "=3"], "TABLE=number, not '=3'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    asked: list[str], told: str, pgworkbench: Callable[..., Done], tiny: Database
) -> None:
    assert tiny.name
    done = pgworkbench("seed", "--profile", "tiny", *asked, cwd=ROOT)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr


def test_tables_get_the_rows_that_are_asked_for_them(shop: Database, pgworkbench: Callable[..., Done]) -> None:
    asked = ("--rows", "40", "--rows", "the Shop.lines=150", "--database-url", shop.server.url(shop.name))
    done = pgworkbench("seed", "--auto", *asked)
    assert done.returncode == 0, done.stderr
    with shop.connect() as connection:
        orders = connection.execute('SELECT count(*) FROM "the Shop"."Órders"').fetchone()
        assert (orders, connection.execute('SELECT count(*) FROM "the Shop".lines').fetchone()) == ((40,), (150,))
