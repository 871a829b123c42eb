"""Archived rows are still under the law: a person is erased from files, a retention ends them, a newer table takes
them back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from operations.archive.history import ROWS, TABLE, make, named, rows, run
from psycopg import sql

from pgworkbench.errors import RefusedError, UnknownNameError
from pgworkbench.operations.archive import Erasure, State, bring_back, entries, erase, expire
from pgworkbench.server import Database


def held(folder: Path, column: str) -> list[object]:
    return [value for path in sorted(folder.rglob("*.parquet")) for value in pq.read_table(path)[column].to_pylist()]


def test_a_person_is_erased_from_every_file(scratch: Database, tmp_path: Path) -> None:
    """R-SUG-3: what erasure deletes, or blanks, is gone from the archive, and comes back without it."""
    make(scratch)
    run(scratch, tmp_path)
    with scratch.connect(autocommit=True) as connection:
        assert erase(connection, TABLE, Erasure("x", "word 4"), tmp_path) == 3  # one row in each month
        assert erase(connection, TABLE, Erasure("x", "word 4"), tmp_path) == 0
        assert erase(connection, TABLE, Erasure("x", "word 6", blank=["x", "doc"]), tmp_path) == 3
        assert [entry.rows for entry in entries(connection, TABLE)] == [ROWS - 1] * 3
        assert not {"word 4", "word 6"} & set(held(tmp_path, "x"))
        assert held(tmp_path, "doc").count(None) == 3
        assert len(list(tmp_path.rglob("*.parquet"))) == 3
        bring_back(connection, TABLE, "Book p2026_02", tmp_path)
    assert len(rows(scratch)) == 3 * ROWS - 1


def test_a_retention_ends_files(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    run(scratch, tmp_path)
    with scratch.connect(autocommit=True) as connection:
        gone = expire(connection, TABLE, datetime(2026, 3, 15, tzinfo=UTC), tmp_path)
        assert [entry.part_name for entry in gone] == ["Book p2026_01", "Book p2026_02"]
        assert [path.name.split(".")[1] for path in tmp_path.rglob("*.parquet")] == ["Book p2026_03"]
        assert [e.state for e in entries(connection, TABLE)] == [State.EXPIRED, State.EXPIRED, State.DROPPED]
        with pytest.raises(UnknownNameError):
            bring_back(connection, TABLE, "Book p2026_01", tmp_path)


def test_a_table_that_has_changed_takes_back_what_it_can(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    run(scratch, tmp_path)
    with scratch.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER TABLE {} ADD later int DEFAULT 5").format(named()))
        assert bring_back(connection, TABLE, "Book p2026_01", tmp_path).rows == ROWS
        connection.execute(sql.SQL('ALTER TABLE {} DROP COLUMN "x"').format(named()))
        with pytest.raises(RefusedError, match="no longer has column x"):
            bring_back(connection, TABLE, "Book p2026_02", tmp_path)
