"""What waits on somebody's database is rehearsed on a copy of it; the database itself stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from migrations.folders import SHOP, run, target, write

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.apply import How, apply, status
from pgworkbench.migrations.rehearse import Rehearsing
from pgworkbench.migrations.rehearse_copy import rehearse_copy
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.structure import structure
from pgworkbench.migrations.traffic import Load
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database
T = '"Läden"."Order""s %s.x"'
WORKLOAD = parse_workload(f"""
-- name: newest
-- The newest.
SELECT id FROM {T} ORDER BY id DESC LIMIT 1;
""")
MORE = {
    **SHOP,
    "20260101000009_slow": (
        "",
        f"""DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_here') THEN
    CREATE ROLE made_here; END IF; END$$;
GRANT USAGE ON SCHEMA "Läden" TO made_here;
CREATE INDEX slow ON {T} ("select");""",
        'DROP INDEX "Läden".slow; REVOKE USAGE ON SCHEMA "Läden" FROM made_here;',
    ),
}


def test_only_what_waits_and_only_on_a_copy(server: Server, scratch: Database, tmp_path: Path) -> None:
    """R-MIG-5: with the rows of the database itself."""
    at = target(scratch, write(tmp_path, MORE))
    apply(at, How(to="20260101000003"))
    before = structure(scratch)
    found = rehearse_copy(server, at, WORKLOAD, Rehearsing(Load(connections=1, warm=0.0), wait_ms=60_000))
    assert found.files == ("20260101000009_slow.sql",)
    assert found.rows == 44  # forty of the table, and what the ledger says
    assert ["CONCURRENTLY" in hurt.instead for hurt in found.hurts if hurt.way == Way.UP] == [True]
    assert found.executed >= 1
    assert found.back == ""
    assert structure(scratch) == before
    assert status(at).pending == found.files
    assert run(scratch, "SELECT count(*) FROM pg_roles WHERE rolname = 'made_here'") == [(0,)]


def test_nothing_waits(server: Server, scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, SHOP))
    apply(at)
    with pytest.raises(RefusedError, match="it has every file"):
        rehearse_copy(server, at, WORKLOAD)
