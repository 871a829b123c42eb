"""Rows and the choice of indexes for a database of somebody else's, as a user asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pgworkbench.server import Database
from tests.cli.conftest import ROOT, Done

OPEN = """-- name: open_orders
-- What is still to be sent.
-- calls per hour: 1000
SELECT id FROM "the Shop"."Órders" WHERE state = 'open' AND "placed at" < '2026-01-02Z' ORDER BY "placed at" LIMIT 20;
-- name: nonsense
-- Names what does not exist.
SELECT 1 FROM nowhere;
"""


def test_any_database_is_filled_and_one_with_rows_is_refused(shop: Database, pgworkbench: Callable[..., Done]) -> None:
    asked = ("seed", "--auto", "--rows", "300", "--seed", "7", "--database-url", shop.server.url(shop.name))
    done = pgworkbench(*asked)
    assert done.returncode == 0, done.stderr
    with shop.connect() as connection:
        assert connection.execute('SELECT count(*) FROM "the Shop".lines').fetchone() == (900,)  # of so many orders


def test_filling_wants_a_database(pgworkbench: Callable[..., Done]) -> None:
    done = pgworkbench("seed", "--auto")
    assert (done.returncode, "--database-url" in done.stderr) == (2, True)


def test_indexes_are_chosen_for_a_workload_and_the_database_stays_as_it_was(
    full_shop: Database, pgworkbench: Callable[..., Done], tmp_path: Path
) -> None:
    """R-USE-2 on any database: on a copy; a query that fails is named and the rest goes on."""
    workload, out = tmp_path / "orders.sql", tmp_path / "choice.json"
    workload.write_text(OPEN, encoding="utf-8")
    url = full_shop.server.url(full_shop.name)
    done = pgworkbench("bench", "--database-url", url, "--workload", str(workload), "--json", str(out), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    choice = json.loads(out.read_text(encoding="utf-8"))
    assert any("Órders" in statement for statement in choice["ddl"])
    assert [failure["query"] for failure in choice["failures"]] == ["nonsense"]
    with full_shop.connect() as connection:
        assert connection.execute("SELECT count(*) FROM pg_indexes WHERE schemaname = 'the Shop'").fetchone() == (1,)


def test_a_workload_wants_a_database(pgworkbench: Callable[..., Done], tmp_path: Path) -> None:
    done = pgworkbench("bench", "--workload", str(tmp_path / "none.sql"))
    assert (done.returncode, "--database-url" in done.stderr) == (2, True)
