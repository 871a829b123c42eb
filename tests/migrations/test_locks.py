"""Locks of a whole folder, by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from migrations.folders import SHOP, one, write

from pgworkbench.errors import ProofError
from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.locks import traced_locks
from pgworkbench.server import Server

pytestmark = pytest.mark.database


def test_by_file_and_line(server: Server, tmp_path: Path) -> None:
    found = traced_locks(server, read_files(write(tmp_path, SHOP)))
    strongest = {place: str(locks[0]) for place, locks in found.items() if locks[0].stops}
    assert strongest == {
        ("20260101000001_rules.sql", 6): 'ShareRowExclusiveLock on Läden.Order"s %s.x',
        ("20260101000001_rules.sql", 7): 'AccessExclusiveLock on Läden.Order"s %s.x',
        ("20260101000003_notes.sql", 2): 'ShareRowExclusiveLock on Läden.Order"s %s.x',
    }
    assert not any(file.endswith("create_shop.sql") for file, _ in found)


def test_a_file_that_cannot_run_is_named(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ProofError, match=r"20260101000000_one\.sql:2: division by zero"):
        traced_locks(server, read_files(write(tmp_path, one("SELECT 1 / 0;"))))
