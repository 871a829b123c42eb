"""The command as a user runs it, and a database of somebody else's to run it on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pgworkbench.server import Database

ROOT = Path(__file__).resolve().parents[2]  # where there is a design, and so a server that runs
Done = subprocess.CompletedProcess[str]

SHOP = """
CREATE SCHEMA "the Shop";
CREATE TABLE "the Shop"."Órders" (id bigint PRIMARY KEY, "placed at" timestamptz NOT NULL, state text NOT NULL);
CREATE TABLE "the Shop".lines (order_id bigint NOT NULL REFERENCES "the Shop"."Órders", price real);
"""
ROWS = """
INSERT INTO "the Shop"."Órders"
SELECT i, timestamptz '2026-01-01Z' + i * interval '1 minute', CASE WHEN i % 50 = 0 THEN 'open' ELSE 'done' END
  FROM generate_series(1, 20000) AS i;
INSERT INTO "the Shop".lines SELECT i, i FROM generate_series(1, 20000) AS i;
"""


@pytest.fixture
def pgworkbench(tmp_path: Path) -> Callable[..., Done]:
    """Run the command in a folder of its own."""

    def run(*arguments: str, cwd: Path = tmp_path) -> Done:
        command = [sys.executable, "-m", "pgworkbench", *arguments]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def shop(scratch: Database) -> Database:
    """A database without a design, with no rows."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(SHOP)
    return scratch


@pytest.fixture
def full_shop(shop: Database) -> Database:
    """The same with rows."""
    with shop.connect(autocommit=True) as connection:
        connection.execute(ROWS)
        connection.execute("ANALYZE")
    return shop
