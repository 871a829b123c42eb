"""The order of columns is compared apart, and restored only by making the table anew, when that is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from migrations.folders import run as rows_of
from migrations.pairs import NOW, Pair, build, proven, read_pairs, start

from pgworkbench.migrations import File, Rehearsing, Request, Wanted, between, rehearse, to_json, to_sql
from pgworkbench.migrations.export import files_between
from pgworkbench.migrations.running import Way, run
from pgworkbench.migrations.state import read_state
from pgworkbench.server import Database, Server
from pgworkbench.workload import Workload

pytestmark = pytest.mark.database
PAIRS = {pair.name: pair for pair in read_pairs("orders", Path(__file__).parent)}
TWO = Pair("two", "CREATE TABLE t (a int, b text, c int);", "CREATE TABLE t (c int, a int, b text);")
HEIRS = "CREATE TABLE heir () INHERITS (t);"


def files(server: Server, pair: Pair, told: list[str], *, rebuild: bool = True) -> tuple[File, ...]:
    with server.scratch("from") as first, server.scratch("to") as second:
        start(first, [pair])
        build(second, [pair], "after")
        request = Request(Path("nowhere"), second, "change", NOW, rebuild=rebuild, tell=told.append)
        return files_between(request, first, read_state(first))


def orders(database: Database) -> dict[str, list[str]]:
    """The columns of each table."""
    found = rows_of(
        database,
        "SELECT attrelid::regclass::text, array_agg(attname::text ORDER BY attnum) FROM pg_attribute"
        " JOIN pg_class AS c ON c.oid = attrelid WHERE relkind IN ('r', 'p') AND relnamespace >= 16384"
        " AND attnum > 0 AND NOT attisdropped GROUP BY 1",
    )
    return {str(table): list(columns) for table, columns in found}  # type: ignore[call-overload]


@pytest.mark.parametrize("name", PAIRS)
def test_a_table_is_made_anew_with_all_that_hangs_on_it(server: Server, name: str) -> None:
    """R-MIG-2 to R-MIG-4: the order is that of TO, then that of FROM; the proof sees to the rest."""
    pair = PAIRS[name]
    told: list[str] = []
    made = files(server, pair, told)
    assert told == []
    assert proven(server, [pair], made).rows
    assert "-- Application: nothing to change." in next(f.text for f in made if "_rebuild_" in f.name)
    with server.scratch("first") as first, server.scratch("second") as second:
        start(first, [pair])
        build(second, [pair], "after")
        before = orders(first)
        for file in made:
            run(first, file, Way.UP)
        assert orders(first) == orders(second) != before
        for file in reversed(made):
            run(first, file, Way.DOWN)
        assert orders(first) == before


def test_numbers_of_rows_that_went_are_not_given_out_again(server: Server) -> None:
    pair = PAIRS["order_alone"]
    made = files(server, pair, [])
    with server.scratch("numbers") as database:
        start(database, [pair])
        build(database, [pair], "rows")
        for file in made:
            run(database, file, Way.UP)
        insert = """ALTER TABLE order_alone."o ""x" DISABLE TRIGGER tg;
            INSERT INTO order_alone."o ""x" (b) VALUES ('new')"""
        rows_of(database, insert)
        assert rows_of(database, 'SELECT id, s FROM order_alone."o ""x" WHERE b = $$new$$') == [(10, 10)]


def test_without_being_asked_for_it_is_only_told(server: Server) -> None:
    told: list[str] = []
    assert files(server, TWO, told, rebuild=False) == ()
    (words,) = told
    assert "two.t: its columns stand as a, b, c, and not as c, a, b" in words
    assert "--rebuild" in words


def test_a_proof_tells_of_columns_that_come_back_last(server: Server) -> None:
    pair = Pair(
        "last", "CREATE TABLE t (id int PRIMARY KEY, b text, c int);", "CREATE TABLE t (id int PRIMARY KEY, c int);"
    )
    told = proven(server, [pair], files(server, pair, [], rebuild=False)).orders
    assert told == ("after the way back, last.t: its columns stand as id, c, b, and not as id, b, c",)
    assert proven(server, [pair], files(server, pair, [])).orders == ()


def test_a_difference_tells_of_it_and_makes_it_when_asked(server: Server, tmp_path: Path) -> None:
    ends = []
    for name, text in (("one", TWO.before), ("two", TWO.after)):
        ends.append(tmp_path / f"{name}.sql")
        ends[-1].write_text(text, encoding="utf-8")
    told = between(server, *ends)
    assert told.is_empty
    assert "-- No difference." in to_sql(told)
    assert "t: its columns stand as a, b, c" in to_sql(told)
    assert list(json.loads(to_json(told))) == ["up", "down", "refused"]
    made = between(server, *ends, Wanted(rebuild=True))
    assert made.orders == made.refused == ()
    assert any(statement.startswith("DROP TABLE") for statement in made.statements())
    assert any(statement.startswith("DROP TABLE") for statement in made.statements(down=True))


def test_what_shares_its_order_with_others_is_refused_by_name(server: Server, tmp_path: Path) -> None:
    ends = []
    for name, text in (("one", TWO.before), ("two", TWO.after)):
        ends.append(tmp_path / f"{name}.sql")
        ends[-1].write_text(text + HEIRS, encoding="utf-8")
    refused = between(server, *ends, Wanted(rebuild=True)).refused
    assert {(refusal.kind, refusal.object) for refusal in refused} == {("table", "heir"), ("table", "t")}
    assert "inheritance" in refused[0].reason


def test_a_rehearsal_names_the_lock_and_the_rows(server: Server) -> None:
    pair = PAIRS["order_with_other_changes"]
    made = files(server, pair, [])
    with server.scratch("rehearsed") as database:
        start(database, [pair])
        build(database, [pair], "rows")
        found = rehearse(server, database, made, Workload(()), Rehearsing())
    hurt = next(h for h in found.hurts if "rebuild" in h.place and h.way == "up")
    assert "reads 7 rows of order_with_other_changes.t while AccessExclusiveLock" in hurt.what
    assert "leave the order of the columns as it is" in hurt.instead
