"""Retention by table from the brief: made ahead, archived, expired; what one table refuses keeps no other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from operations.archive.history import NOW, ROWS, TABLE, make, rows

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import read_catalog
from pgworkbench.operations.archive import Kept, State, entries, keep
from pgworkbench.server import Database


def kept(database: Database, folder: Path, retention: str | None, now: datetime = NOW) -> tuple[Kept, ...]:
    tables = {str(TABLE): TableBrief(1, retention=retention)}
    brief = Brief("x", "x", 1, now, {"tiny": 1.0}, tables)
    with database.connect(autocommit=True) as connection:
        return keep(connection, read_catalog(connection), brief, folder, now)


def test_the_brief_decides_what_leaves_and_what_goes_for_good(scratch: Database, tmp_path: Path) -> None:
    """R-SUG-3, R-ASK: `4 months; months older than 2 …` on 15 June: up to April in files, January's file expired."""
    make(scratch)
    before = len(rows(scratch))
    (found,) = kept(scratch, tmp_path, "4 months; months older than 2 are detached into the archive")
    assert [entry.part_name for entry in found.archived] == ["Book p2026_01", "Book p2026_02", "Book p2026_03"]
    assert [entry.part_name for entry in found.expired] == ["Book p2026_01"]
    assert len(found.made) == 4  # June to September
    assert len(rows(scratch)) == before - 3 * ROWS
    (again,) = kept(scratch, tmp_path, "4 months; months older than 2 are detached into the archive")
    assert (again.made, again.archived, again.expired) == ((), (), ())


def test_a_period_that_an_event_begins_archives_nothing(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    (found,) = kept(scratch, tmp_path, "1 month after the last contact")
    assert (found.archived, found.expired, found.refused) == ((), (), "")
    (unsaid,) = kept(scratch, tmp_path, None)
    assert unsaid == Kept(TABLE)


def test_what_one_table_refuses_keeps_no_other(scratch: Database, tmp_path: Path) -> None:
    make(scratch)
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.by_number (a int) PARTITION BY RANGE (a)")
    found = kept(scratch, tmp_path, "1 year; months older than 3 are detached", datetime(2026, 6, 15, tzinfo=UTC))
    assert [each.table for each in found if each.refused] != [TABLE]
    assert any(each.refused for each in found)
    with scratch.connect(autocommit=True) as connection:
        assert [entry.state for entry in entries(connection, TABLE)] == [State.DROPPED] * 2
