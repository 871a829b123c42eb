"""What pg_dump says of two databases decides whether they are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.catalog.dump import Structure, dump_structure, read_structure
from pgworkbench.errors import ServerError
from pgworkbench.server import Database, Server

EVERYTHING = (Path(__file__).parent / "everything.sql").read_text(encoding="utf-8")


def execute(database: Database, ddl: str) -> Database:
    with database.connect(autocommit=True) as connection:
        connection.execute(database.localise(ddl))
    return database


def test_a_dump_holds_whole_statements_of_every_kind_and_builds_the_same_again(server: Server) -> None:
    roles = ("zoo_keeper", "zoo_visitor")
    with server.scratch("dump", roles=roles) as first, server.scratch("dump", roles=roles) as second:
        once = read_structure(execute(first, EVERYTHING))
        again = read_structure(execute(second, EVERYTHING))
        assert once.difference(again) == ""
        assert once == again
        assert "pgwb_" not in str(once), "roles have the design's names"
    starts = {" ".join(statement.split()[:2]) for statement in once.statements}
    assert {"CREATE TABLE", "CREATE POLICY", "CREATE TRIGGER", "GRANT USAGE", "COMMENT ON", "ALTER TABLE"} <= starts
    assert not [
        each for each in once.statements if each.split()[0] not in {"ALTER", "COMMENT", "CREATE", "GRANT", "REVOKE"}
    ]


def test_a_structure_with_nothing_in_it_is_empty(scratch: Database) -> None:
    assert read_structure(scratch) == Structure(())


CHANGES: list[tuple[str, str, list[str]]] = [
    (
        "CREATE TABLE t (a int)",
        "ALTER TABLE t ADD b int",
        [" CREATE TABLE public.t (", "-    a integer", "+    a integer,", "+    b integer", " );"],
    ),
    (
        "CREATE TABLE t (a int)",
        "GRANT SELECT ON t TO PUBLIC",
        ["+GRANT SELECT ON TABLE public.t TO PUBLIC;"],
    ),
    ("CREATE TABLE t (a int)", "ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t ALTER a DROP NOT NULL", []),
    (
        "CREATE TABLE t (a int, b int)",
        "ALTER TABLE t DROP a; ALTER TABLE t ADD a int; ALTER TABLE t ADD UNIQUE (a)",
        [
            " CREATE TABLE public.t (",
            "-    a integer,",
            "-    b integer",
            "+    b integer,",
            "+    a integer",
            " );",
        ],
    ),
]


@pytest.mark.parametrize(("before", "change", "expected"), CHANGES, ids=[change for _, change, _ in CHANGES])
def test_a_difference_shows_the_lines_that_changed(
    scratch: Database, before: str, change: str, expected: list[str]
) -> None:
    first = read_structure(execute(scratch, before))
    second = read_structure(execute(scratch, change))
    assert [
        line for line in first.difference(second).splitlines() if "ALTER TABLE" not in line and "ADD" not in line
    ] == expected


def test_the_order_of_columns_is_compared_or_not(scratch: Database) -> None:
    execute(scratch, "CREATE TABLE t (a int, b int)")
    ordered, unordered = (read_structure(scratch, column_order=order) for order in (True, False))
    execute(scratch, "ALTER TABLE t DROP a; ALTER TABLE t ADD a int")
    assert read_structure(scratch) != ordered
    assert read_structure(scratch, column_order=False) == unordered


def test_times_in_definitions_do_not_depend_on_the_zone_of_the_reader(
    scratch: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(scratch, "CREATE TABLE t (a timestamptz DEFAULT '2026-01-01 12:00+00')")
    before = read_structure(scratch)
    monkeypatch.setenv("PGTZ", "Asia/Tokyo")
    assert read_structure(scratch) == before


def test_a_database_that_does_not_exist_is_named(server: Server) -> None:
    with pytest.raises(ServerError, match="'no such database'"):
        dump_structure(server, "no such database")
