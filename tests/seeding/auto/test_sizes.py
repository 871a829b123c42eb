"""How many rows each table gets by itself, under which path, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from pgworkbench.errors import SeedError, ServerError
from pgworkbench.seeding.auto import AutoReport, seed_anything
from pgworkbench.server import Database

pytestmark = pytest.mark.database

SHOP = """
    CREATE TABLE "Countries" (code char(2) PRIMARY KEY, name text NOT NULL);
    CREATE TABLE order_statuses (id serial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE grades (grade text PRIMARY KEY CHECK (grade IN ('a', 'b', 'c')), note text);
    CREATE TABLE people (id serial PRIMARY KEY, country char(2) NOT NULL REFERENCES "Countries");
    CREATE TABLE staff (person int PRIMARY KEY REFERENCES people, badge text);
    CREATE TABLE guests (person int PRIMARY KEY REFERENCES people, badge text);
    CREATE TABLE orders (
        id serial PRIMARY KEY, person int NOT NULL REFERENCES people, status int NOT NULL REFERENCES order_statuses,
        grade text REFERENCES grades
    );
    CREATE TABLE "OrderLines" (id serial PRIMARY KEY, order_id int NOT NULL REFERENCES orders, price numeric(8, 2));
    CREATE TABLE parcels (order_id int REFERENCES orders, number int, PRIMARY KEY (order_id, number));
    CREATE TABLE follows (person int REFERENCES people, order_id int REFERENCES orders, PRIMARY KEY (person, order_id));
    CREATE TABLE tariffs (
        country char(2) REFERENCES "Countries", status int REFERENCES order_statuses, PRIMARY KEY (country, status)
    );
    CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
"""


@contextmanager
def built(scratch: Database, ddl: str) -> Iterator[psycopg.Connection[Any]]:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(ddl)
        yield connection


@contextmanager
def unmarked(connection: psycopg.Connection[Any], scratch: Database) -> Iterator[None]:
    """As if the database were somebody else's."""
    name = sql.Identifier(scratch.name)
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    [(mark,)] = connection.execute(query).fetchall()
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS NULL").format(name))
    yield
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(mark)))


def made(scratch: Database, ddl: str, rows: int = 200, **given: Any) -> AutoReport:
    with built(scratch, ddl) as connection:
        return seed_anything(connection, rows, 7, **given)


def test_lists_are_short_and_lines_are_many_and_each_is_explained(scratch: Database) -> None:
    report = made(scratch, SHOP, tables={"orders": 100})
    assert not report.refused
    assert not report.short
    sizes = dict(report.tables)
    assert sizes["people"] == 200
    assert sizes["orders"] == 100
    assert 3 < sizes["order_statuses"] < sizes["Countries"] < 50
    assert (sizes["grades"], sizes["alembic_version"]) == (3, 0)
    assert (sizes["staff"], sizes["guests"]) == (100, 100)
    assert sizes["OrderLines"] == sizes["parcels"] == 600
    assert sizes["follows"] == 400
    assert sizes["tariffs"] == sizes["order_statuses"] * sizes["Countries"] // 2
    assert set(report.sized) == set(sizes) - {"people", "orders"}
    lines = set(report.lines())
    assert {"orders: 100 rows", "grades: 3 rows (grades_pkey has 3 places)"} <= lines


def test_rows_that_are_added_leave_lists_as_they_are_and_fill_what_has_room(scratch: Database) -> None:
    with built(scratch, SHOP) as connection:
        first = seed_anything(connection, 40, 7)
        for again in (1, 2):
            report = seed_anything(connection, 40, 7, append=True)
            assert not report.refused
            assert report.tables["people"] == 40
            assert {report.tables[name] for name in ("Countries", "order_statuses", "grades")} == {0}
            [(people, staff)] = connection.execute(
                "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM staff)"
            ).fetchall()
            assert people == first.tables["people"] * (again + 1)
            assert staff == people // 2


PATHS = """
    CREATE SCHEMA "The Shop"; CREATE SCHEMA helper;
    CREATE TABLE "The Shop".items (id serial PRIMARY KEY, stock int NOT NULL DEFAULT 0);
    CREATE TABLE "The Shop".moves (id serial PRIMARY KEY, item int NOT NULL REFERENCES "The Shop".items);
    CREATE TABLE helper.notes (id serial PRIMARY KEY, what text);
    CREATE FUNCTION helper.noted(what text) RETURNS void LANGUAGE sql AS 'INSERT INTO helper.notes (what) VALUES ($1)';
    CREATE FUNCTION "The Shop".count_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE items SET stock = stock + 1 WHERE id = NEW.item;
        PERFORM noted('moved');
        RETURN NULL;
    END $$;
    CREATE TRIGGER counted AFTER INSERT ON "The Shop".moves FOR EACH ROW EXECUTE FUNCTION "The Shop".count_moves();
"""


def test_triggers_find_the_tables_that_they_name_without_a_schema(scratch: Database) -> None:
    with built(scratch, PATHS) as connection:
        report = seed_anything(connection, 50, 7)
        assert not report.refused
        moved = connection.execute('SELECT sum(stock) FROM "The Shop".items WHERE stock < 1000').fetchone()
        assert moved is not None
        noted = connection.execute("SELECT count(*) FROM helper.notes WHERE what = 'moved'").fetchone()
        assert noted == (50,)


def test_a_search_path_that_somebody_set_is_the_applications(scratch: Database) -> None:
    with built(scratch, PATHS) as connection:
        query = sql.SQL("ALTER DATABASE {} SET search_path = helper").format(sql.Identifier(scratch.name))
        connection.execute(query)
    with scratch.connect(autocommit=True) as connection:
        report = seed_anything(connection, 50, 7)
        assert report.refused.keys() == {"The Shop.moves"}
        assert 'relation "items" does not exist' in report.refused["The Shop.moves"].reason


@pytest.mark.parametrize("rows", [0, -5, 10**12])
def test_numbers_of_rows_that_make_no_sense_are_refused(scratch: Database, rows: int) -> None:
    with pytest.raises(SeedError, match="cannot be filled with"):
        made(scratch, "CREATE TABLE t (id int)", rows)


GONE = """
    CREATE TABLE lasting (id int PRIMARY KEY, n int NOT NULL);
    CREATE TABLE passing (id int PRIMARY KEY);
    CREATE FUNCTION sweep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM lasting WHERE id = NEW.id AND id % 2 = 0;
        RETURN NULL;
    END $$;
    CREATE FUNCTION empty_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM passing; RETURN NULL; END';
    CREATE TRIGGER sweep AFTER INSERT ON lasting FOR EACH ROW EXECUTE FUNCTION sweep();
    CREATE TRIGGER empty_it AFTER INSERT ON passing FOR EACH STATEMENT EXECUTE FUNCTION empty_it();
"""


def test_rows_that_triggers_take_away_again_are_not_counted(scratch: Database) -> None:
    with built(scratch, GONE) as connection:
        report = seed_anything(connection, 40, 7)
        there = connection.execute("SELECT (SELECT count(*) FROM lasting), (SELECT count(*) FROM passing)").fetchone()
        assert there == (report.tables["lasting"], 0)
        assert "gone again" in report.short["lasting"].reason
        assert "gone again" in report.refused["passing"].reason
        assert "passing" not in report.tables


def test_a_connection_that_is_lost_leaves_nothing_and_says_so(scratch: Database) -> None:
    with built(scratch, SHOP) as other, scratch.connect(autocommit=True) as connection:
        process = connection.info.backend_pid

        def lost(table: str, _: int, __: int) -> None:
            if table == "people":
                other.execute("SELECT pg_terminate_backend(%s)", [process])

        with pytest.raises(ServerError, match="nothing was written"):
            seed_anything(connection, 40, 7, progress=lost)
        assert other.execute("SELECT count(*) FROM order_statuses").fetchone() == (0,)


def test_a_session_that_may_not_write_is_told_so_at_once(scratch: Database) -> None:
    with built(scratch, SHOP) as connection:
        connection.execute("SET default_transaction_read_only = on")
        with pytest.raises(SeedError, match="is read-only"):
            seed_anything(connection, 5, 1)
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("SET ROLE pg_monitor")
        with pytest.raises(SeedError, match="pg_monitor may"):
            seed_anything(connection, 5, 1)


def test_rows_of_a_migration_tool_do_not_make_a_database_filled(scratch: Database) -> None:
    with built(scratch, SHOP) as connection, unmarked(connection, scratch):
        connection.execute("INSERT INTO alembic_version VALUES ('e3')")
        assert seed_anything(connection, 5, 1).tables["people"] == 5
        with pytest.raises(SeedError, match="has rows"):
            seed_anything(connection, 5, 1)
        assert connection.execute("TABLE alembic_version").fetchall() == [("e3",)]
