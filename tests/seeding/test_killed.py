"""Killed at any moment, a load leaves nothing that claims to be whole: the fourth promise of the seeds."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from seeding.library import AS_OF, DDL, PLANS, VOLUMES

from pgworkbench.catalog import read_catalog
from pgworkbench.seeding import Manifest, seed, verify
from pgworkbench.seeding.auto import seed_anything
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database

HERE = Path(__file__).parent
STATE = HERE.parents[1] / ".pgworkbench"


def killed(database: Database, table: str, *, whole: bool = False, rows: int = 0) -> None:
    """A load in a process of its own that dies when it comes to a table, or is through with it."""
    url = database.server.url(database.name)
    job = {"name": database.name, "url": url, "state": str(STATE), "table": table, "whole": whole, "rows": rows}
    done = subprocess.run([sys.executable, str(HERE / "killed.py"), json.dumps(job)], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def load(database: Database) -> Manifest:
    return seed(database, PLANS, VOLUMES, seed=7, as_of=AS_OF)


def counts(database: Database) -> dict[str, int]:
    """Rows by table; waits for what a dying backend still holds."""
    found = {}
    with database.connect(autocommit=True) as connection:
        for table in read_catalog(connection).base_tables:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name.schema, table.name.name))
            found[str(table.name)] = int((connection.execute(query).fetchone() or (0,))[0])
    return found


def shape(database: Database) -> list[Any]:
    """Indexes, constraints and triggers, and whether they are in force."""
    with database.connect(autocommit=True) as connection:
        return connection.execute("""
            SELECT indexrelid::regclass::text, indisready, indisvalid FROM pg_index
             WHERE indrelid >= 16384
             UNION ALL SELECT conname::text, convalidated, condeferrable FROM pg_constraint WHERE conrelid >= 16384
             UNION ALL SELECT tgname::text, tgenabled = 'O', tgisinternal FROM pg_trigger WHERE NOT tgisinternal
             ORDER BY 1, 2, 3""").fetchall()


@pytest.mark.parametrize(("table", "whole"), [("libraries", False), ("loans", True)])
def test_a_load_that_is_killed_leaves_nothing_and_the_next_one_is_whole(
    server: Server, library: Database, table: str, *, whole: bool
) -> None:
    before = shape(library)
    killed(library, table, whole=whole)
    assert set(counts(library).values()) == {0}
    assert shape(library) == before
    manifest = load(library)
    assert verify(library, PLANS, manifest) == ()
    assert shape(library) == before
    with server.scratch("undisturbed") as other:
        with other.connect(autocommit=True) as connection:
            connection.execute(DDL)
        assert load(other).text() == manifest.text()


def test_rows_for_any_schema_are_all_there_or_none(scratch: Database) -> None:
    ddl = """
        CREATE TABLE first (id int PRIMARY KEY);
        CREATE TABLE second (id int PRIMARY KEY, first int NOT NULL REFERENCES first);
    """
    with scratch.connect(autocommit=True) as connection:
        connection.execute(ddl)
    killed(scratch, "second", whole=True, rows=100)
    assert counts(scratch) == {"first": 0, "second": 0}
    with scratch.connect(autocommit=True) as connection:
        assert seed_anything(connection, 100, 7).tables == {"first": 100, "second": 100}
