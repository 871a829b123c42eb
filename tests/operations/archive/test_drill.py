"""The drill on the reference design, and on tables that it must refuse or find empty."""

from __future__ import annotations

from datetime import UTC, datetime

from operations.archive.history import BEFORE, MONTHS, ROWS, TABLE, make

from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.operations import drill_archive
from pgworkbench.server import Database


def read(database: Database) -> Catalog:
    with database.connect() as connection:
        return read_catalog(connection)


def test_the_history_of_the_design_leaves_and_comes_back(tiny_clone: Database) -> None:
    """R-SUG-3: on real rows, with triggers, policies and audit in place."""
    drill = drill_archive(tiny_clone, read(tiny_clone), datetime(2026, 10, 1, tzinfo=UTC))
    assert not drill.refused
    assert drill.tables
    assert sum(each.rows for each in drill.tables) > 0
    assert all(each.ended > 5 for each in drill.tables)


def test_what_cannot_be_archived_is_named(scratch: Database) -> None:
    make(scratch, default=True)
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.numbers (a int) PARTITION BY RANGE (a)")
        connection.execute("CREATE TABLE public.empty (a date) PARTITION BY RANGE (a)")
    drill = drill_archive(scratch, read(scratch), BEFORE)
    assert [each.partition(":")[0] for each in drill.refused] == ["numbers"]
    found = {each.table: (each.partitions, each.rows) for each in drill.tables}
    assert found == {TABLE: (MONTHS - 2, (MONTHS - 2) * ROWS), Name("public", "empty"): (0, 0)}
