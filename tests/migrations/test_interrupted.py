"""A run that was cut off anywhere is simply run again: the end is the same."""

from __future__ import annotations

import psycopg
import pytest
from migrations.pairs import build, files_of, read_pairs, start

from pgworkbench.catalog.dumptext import split
from pgworkbench.migrations import File
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.structure import structure
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database


def some_statements(database: Database, file: File, count: int) -> None:
    """The first statements of the way up, each kept though what follows never came."""
    with database.connect(autocommit=True) as connection:
        for number, statement in enumerate(split(file.up.sql)):
            if number < count:
                connection.execute(statement.replace("SET LOCAL", "SET", 1))


@pytest.mark.parametrize("family", ["tables", "types", "routines"])
def test_after_any_statement(server: Server, family: str) -> None:
    """R-MIG-3: even a runner without transactions may die between two statements."""
    pairs = read_pairs(family)
    files = files_of(server, pairs)
    with server.scratch("whole") as database:
        start(database, pairs)
        build(database, pairs, "rows")
        with server.clone(database, "straight") as straight:
            for file in files:
                run(straight, file, Way.UP)
            expected = structure(straight)
        main = max(files, key=lambda file: len(file.text))
        total = sum(1 for _ in split(main.up.sql))
        assert total > 20
        for count in range(3, total, max(1, total // 8)):
            with server.clone(database, "cut") as cut:
                for file in files:
                    if file is main:
                        some_statements(cut, file, count)
                    run(cut, file, Way.UP)
                assert structure(cut) == expected, f"after {count} of {total}"


def test_an_index_build_that_was_cut_off_is_mended(server: Server) -> None:
    """An invalid index is left by a build that failed: IF NOT EXISTS passes it by, the file after it does not."""
    with server.scratch("from") as first:
        pairs = [pair for pair in read_pairs("keys") if pair.name == "index_methods"]
        files = files_of(server, pairs)
        start(first, pairs)
        run(first, files[0], Way.UP)  # it cleared what was left by then
        with first.connect(autocommit=True) as connection:
            connection.execute("INSERT INTO index_methods.t (id, a) SELECT n, 'a' FROM generate_series(1, 9) AS n")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("CREATE UNIQUE INDEX CONCURRENTLY t_hash ON index_methods.t (a)")
            connection.execute("UPDATE index_methods.t SET a = a || id")
        for file in files[1:]:
            if "verify" not in file.name:
                run(first, file, Way.UP)
        assert invalid(first) == ["t_hash"]
        run(first, files[-1], Way.UP)
        assert invalid(first) == []
        with server.scratch("to") as second:
            build(second, pairs, "after")
            assert structure(first) == structure(second)


def test_a_failing_statement_leaves_nothing_and_is_told_with_its_line(server: Server) -> None:
    text = "-- migrate:up\nCREATE TABLE t (a int);\n\nSELECT 1 / 0;\n-- migrate:down\nDROP TABLE t;\n"
    with server.scratch("failing") as database:
        with pytest.raises(FailedError, match=r"x\.sql:\d+: division by zero"):
            run(database, File("20260101000000_x.sql", text), Way.UP)
        assert structure(database).statements == ()


def invalid(database: Database) -> list[str]:
    with database.connect() as connection:
        rows = connection.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid").fetchall()
    return [name.split(".")[-1] for (name,) in rows]
