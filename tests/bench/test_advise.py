"""Somebody's database advised by its URL: whatever is wrong with a query is told, and the database is left alone."""

from collections.abc import Iterator

import pytest

from pgworkbench.bench import BenchOptions, ChooseOptions, Effort, Limits, advise
from pgworkbench.bench.choice import Choice
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

SCHEMA = """
CREATE SCHEMA "odd.one";
CREATE TABLE "odd.one"."sel""ect" (id integer PRIMARY KEY, "a b" integer, told text);
INSERT INTO "odd.one"."sel""ect" SELECT n, n * 7919 % 9000, repeat('x', 40) FROM generate_series(1, 30000) n;
CREATE TABLE nothing_there (id integer PRIMARY KEY, kind integer);
CREATE FUNCTION change() RETURNS integer LANGUAGE sql AS 'UPDATE nothing_there SET kind = 1 RETURNING 1';
CREATE SEQUENCE counter;
"""
WORKLOAD = """
-- name: good
-- params: SELECT "a b" AS v FROM "odd.one"."sel""ect" LIMIT 3
SELECT count(*) FROM "odd.one"."sel""ect" WHERE "a b" = :v;
-- name: valued_by_its_column
SELECT id FROM "odd.one"."sel""ect" WHERE "a b" = :v AND id > 5;
-- name: fails
SELECT 1 / (id - id) FROM "odd.one"."sel""ect";
-- name: unknown_table
SELECT * FROM nobody;
-- name: unknown_role
-- role: nobody_at_all
SELECT 1;
-- name: writes_in_a_read
SELECT change();
-- name: runs_away
SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b;
-- name: empty_parameters
-- params: SELECT id AS v FROM nothing_there
SELECT * FROM nothing_there WHERE id = :v;
-- name: valueless
SELECT id + :v FROM nothing_there;
-- name: wrong_params
-- params: SELECT 1 / 0 AS v
SELECT * FROM nothing_there WHERE id = :v;
-- name: write
UPDATE "odd.one"."sel""ect" SET told = 'y' WHERE id = 7;
"""
MEASURE = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600), limits=Limits(statement_ms=500))
_STATE = """
SELECT (SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text),
       (SELECT sum(pg_catalog.hashtextextended(t::text, 0)) FROM "odd.one"."sel""ect" t),
       (SELECT count(*) FROM pg_catalog.pg_class), (SELECT last_value FROM counter),
       (SELECT pg_catalog.array_agg(setconfig::text) FROM pg_catalog.pg_db_role_setting WHERE setdatabase =
          (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
"""


@pytest.fixture(scope="module")
def theirs(server: Server) -> Iterator[Database]:
    with server.scratch("theirs") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
            connection.execute("VACUUM ANALYZE")
        yield database


def _state(database: Database) -> tuple[object, ...]:
    with database.connect() as connection:
        row = connection.execute(_STATE.encode()).fetchone()
    return () if row is None else row[1:]


@pytest.fixture(scope="module")
def advised(server: Server, theirs: Database) -> tuple[Choice, tuple[object, ...], tuple[object, ...]]:
    before = _state(theirs)
    choice = advise(server, server.url(theirs.name), parse_workload(WORKLOAD), ChooseOptions(measure=MEASURE))
    return choice, before, _state(theirs)


def test_whatever_is_wrong_with_a_query_is_told_and_the_rest_goes_on(advised: tuple[Choice, object, object]) -> None:
    choice = advised[0]
    failed = {failure.query: failure.reason for failure in choice.failures}
    assert set(failed) == {
        "fails", "unknown_table", "unknown_role", "writes_in_a_read", "empty_parameters", "valueless", "wrong_params",
    }  # fmt: skip
    assert "read-only" in failed["writes_in_a_read"]
    assert "nobody" in failed["unknown_table"]
    assert {"good", "write"} <= {each.query for each in choice.served}
    assert any(note.startswith("runs_away") for note in choice.notes)
    assert {"good"} <= {effect.query for member in choice.build for effect in member.gains}


def test_their_database_is_left_as_it_was(advised: tuple[Choice, tuple[object, ...], tuple[object, ...]]) -> None:
    assert advised[1] == advised[2]


def test_a_query_without_parameter_sets_gets_values_from_the_column_it_compares(
    advised: tuple[Choice, object, object],
) -> None:
    assert "valued_by_its_column" in {each.query for each in advised[0].served}


def test_it_ends_in_time_and_proposes_nothing_that_was_not_confirmed(server: Server, theirs: Database) -> None:
    measure = BenchOptions(seconds=0.5, limits=Limits(statement_ms=500))
    choice = advise(server, server.url(theirs.name), parse_workload(WORKLOAD), ChooseOptions(measure=measure))
    assert choice.ddl == () or all(member.effects for member in choice.build)
    assert choice.environment.seconds < 60


def test_the_copy_plans_as_the_original_does(server: Server, theirs: Database) -> None:
    with theirs.connect(autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{theirs.name}" SET random_page_cost = 3.5')
        connection.execute(f"ALTER DATABASE \"{theirs.name}\" SET work_mem = '9MB'")
    work = parse_workload('-- name: good\nSELECT id FROM "odd.one"."sel""ect" WHERE "a b" = 77;\n')
    choice = advise(server, server.url(theirs.name), work, ChooseOptions(measure=MEASURE))
    assert (choice.environment.settings["random_page_cost"], choice.environment.settings["work_mem"]) == ("3.5", "9MB")
