"""Schemas of the difficulty of real applications, filled from their catalog alone; the server keeps every rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from pgworkbench.catalog import Catalog, Name, Table, read_catalog
from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding.auto import AutoReport, Refusal, seed_anything
from pgworkbench.server import Database, Server

HERE = Path(__file__).parent
SCHEMAS = (
    *("shop", "forum", "booking", "tickets", "ledger", "forge", "hospital", "chat", "zoo", "erp", "records"),
    "helpdesk",
)
ROWS = 300
# what the schema itself has fewer places for
FEWER = {"laptops"}


@dataclass(frozen=True)
class Filled:
    """A schema with its rows."""

    name: str
    database: Database
    report: AutoReport
    catalog: Catalog

    def ask(self, query: sql.Composed | str) -> list[tuple[Any, ...]]:
        with self.database.connect(autocommit=True) as connection:
            return connection.execute(query).fetchall()


@contextmanager
def built(server: Server, ddl: str) -> Iterator[Database]:
    with server.scratch("auto") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(ddl)
        yield database


@contextmanager
def filled(server: Server, name: str, seed: int = 7, rows: int = ROWS) -> Iterator[Filled]:
    with built(server, (HERE / f"{name}.sql").read_text("utf-8")) as database, database.connect() as connection:
        report = seed_anything(connection, rows, seed)
        connection.commit()
        yield Filled(name, database, report, read_catalog(connection))


@pytest.fixture(scope="module", params=SCHEMAS)
def case(request: pytest.FixtureRequest, server: Server) -> Iterator[Filled]:
    with filled(server, request.param) as made:
        yield made


def of(name: Name) -> sql.Identifier:
    return sql.Identifier(name.schema, name.name)


def rows_of(connection: psycopg.Connection[Any], table: Table) -> list[str]:
    query = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(of(table.name))
    return [row[0] for row in connection.execute(query)]


def test_every_table_has_its_rows(case: Filled) -> None:
    assert not case.report.refused
    assert set(case.report.short) <= FEWER, case.report.short
    for table in case.catalog.base_tables:
        only = sql.SQL("" if table.partition_key else "ONLY")
        [(rows,)] = case.ask(sql.SQL("SELECT count(*) FROM {} {}").format(only, of(table.name)))
        assert rows == case.report.tables[str(table.name)]
        assert rows == ROWS or str(table.name) in {*FEWER, *case.report.sized}, table.name


def test_every_constraint_holds_when_it_is_made_anew(case: Filled) -> None:
    """Checks and references are validated by the server once more, on the rows that are there."""
    made = 0
    with case.database.connect() as connection:
        for table in case.catalog.base_tables:
            for constraint in table.constraints:
                if constraint.kind in {"c", "f"}:
                    parts = of(table.name), sql.Identifier(f"again {made}"), sql.SQL(constraint.definition)
                    connection.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(*parts))
                    made += 1
        connection.rollback()
    assert made >= 5


def test_every_enum_value_occurs(case: Filled) -> None:
    labels = {enum.name: set(enum.labels) for enum in case.catalog.enums}
    for table in case.catalog.base_tables:
        for column in table.columns:
            if column.type_name in labels and not column.type.endswith("[]"):
                query = sql.SQL("SELECT DISTINCT {}::text FROM {}").format(sql.Identifier(column.name), of(table.name))
                assert {row[0] for row in case.ask(query)} >= labels[column.type_name], (table.name, column.name)


def test_optional_references_are_mostly_filled_where_there_is_something_to_refer_to(case: Filled) -> None:
    for table in case.catalog.base_tables:
        counted = {
            a
            for check in table.constraints
            for a in check.columns
            if re.search("num_n|IS (NOT )?NULL", check.definition)
        }
        for key in table.foreign_keys:
            optional = [c for c in key.columns if not table.column(c).not_null and c not in counted]
            if optional and key.reference is not None:
                pairs = list(zip(key.columns, key.reference.columns, strict=True))
                kept = [sql.SQL("t.{} = o.{}").format(*map(sql.Identifier, p)) for p in pairs if p[0] not in optional]
                query = sql.SQL(
                    "SELECT avg((t.{} IS NOT NULL)::int)::float FROM {} AS t "
                    "WHERE (SELECT count(*) FROM {} AS o WHERE {}) > 1"
                )
                told = of(table.name), of(key.reference.table), sql.SQL(" AND ").join(kept or [sql.SQL("true")])
                [(part,)] = case.ask(query.format(sql.Identifier(optional[-1]), *told))
                own = key.reference.table == table.name  # the first rows of a thread have nothing to refer to yet
                assert part > (0.4 if own else 0.6), (table.name, key.name)


def test_few_columns_are_constant(case: Filled) -> None:
    constant, whole = [], 0
    for table in case.catalog.base_tables:
        for column in table.columns:
            query = sql.SQL("SELECT count(DISTINCT {}::text) FROM {}").format(
                sql.Identifier(column.name), of(table.name)
            )
            [(different,)] = case.ask(query)
            whole += 1
            constant += [f"{table.name}.{column.name}"] if different < 2 else []
    assert len(constant) <= whole * 0.04, constant


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(server: Server, case: Filled) -> None:
    with case.database.connect() as connection:
        tables = case.catalog.base_tables
        first = [rows_of(connection, table) for table in tables]
    with filled(server, case.name) as again, again.database.connect() as connection:
        assert [rows_of(connection, table) for table in tables] == first
    with filled(server, case.name, seed=8, rows=20) as other, other.database.connect() as connection:
        assert not set(rows_of(connection, tables[0])) & set(first[0])


def refused(server: Server, ddl: str, rows: int = 40) -> AutoReport:
    with built(server, ddl) as database, database.connect() as connection:
        return seed_anything(connection, rows, 1)


def test_a_table_that_cannot_be_satisfied_is_named_and_the_others_are_filled(server: Server) -> None:
    ddl = """
    CREATE TABLE good (id int PRIMARY KEY);
    CREATE TABLE never (id int PRIMARY KEY, a int, CONSTRAINT not_to_be CHECK (a * 2 = 5 AND a IS NOT NULL));
    CREATE TABLE beside (id int PRIMARY KEY, never int NOT NULL CONSTRAINT to_never REFERENCES never);
    """
    report = refused(server, ddl)
    assert report.tables == {"good": 40}
    assert report.refused["never"].constraint == "not_to_be"
    assert report.refused["beside"] == Refusal("to_never", "never could not be filled")


def test_what_a_trigger_says_is_told(server: Server) -> None:
    report = refused(
        server,
        """
        CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not on my watch'; END $$;
        CREATE TABLE guarded (id int PRIMARY KEY);
        CREATE TRIGGER guard BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION no();
        """,
    )
    assert report.refused["guarded"].reason == "not on my watch"


def test_a_table_with_fewer_places_than_rows_has_them_all_and_says_why(server: Server) -> None:
    report = refused(server, "CREATE TABLE three (v text PRIMARY KEY CHECK (v IN ('a', 'b', 'c')))")
    assert report.tables == {"three": 3}
    assert report.sized["three"] == "three_pkey has 3 places"


def test_required_references_in_a_circle_that_cannot_wait_are_refused(server: Server) -> None:
    report = refused(
        server,
        """
        CREATE TABLE egg (id int PRIMARY KEY, hen int NOT NULL);
        CREATE TABLE hen (id int PRIMARY KEY, egg int NOT NULL REFERENCES egg);
        ALTER TABLE egg ADD CONSTRAINT egg_hen FOREIGN KEY (hen) REFERENCES hen;
        """,
    )
    assert report.tables == {}
    assert {refusal.constraint for refusal in report.refused.values()} == {"egg_hen", "hen_egg_fkey"}


def test_a_partitioned_table_without_partitions_is_refused(server: Server) -> None:
    report = refused(server, "CREATE TABLE p (d date NOT NULL) PARTITION BY RANGE (d)")
    assert report.refused["p"].constraint == "partition"


def test_rows_that_are_there_are_left_alone_unless_append_is_asked_for(server: Server) -> None:
    ddl = "CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t DEFAULT VALUES"
    with built(server, ddl) as database, database.connect(autocommit=True) as connection:
        mark = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert mark is not None
        here, said = sql.Identifier(database.name), sql.Literal(mark[0])
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS NULL").format(here))
        with pytest.raises(SeedError, match=r"has rows \(t\)"):
            seed_anything(connection, 5, 1)
        assert seed_anything(connection, 5, 1, append=True).tables == {"t": 5}
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(here, said))
        assert seed_anything(connection, 5, 1).tables == {"t": 5}


def test_tables_may_get_other_numbers_of_rows(server: Server) -> None:
    """Also where tables refer to each other in a circle, and the keys of one are promised before it has rows."""
    ddl = """
        CREATE TABLE kinds (id int PRIMARY KEY, name text NOT NULL UNIQUE);
        CREATE TABLE things (id int PRIMARY KEY, kind int NOT NULL REFERENCES kinds, best int NOT NULL);
        CREATE TABLE parts (id int PRIMARY KEY, thing int NOT NULL REFERENCES things);
        ALTER TABLE things ADD FOREIGN KEY (best) REFERENCES parts DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE none_of_these (id int PRIMARY KEY);
    """
    wanted = {"kinds": 5, "parts": 900, "things": 30, "none_of_these": 0}
    with built(server, ddl) as database, database.connect(autocommit=True) as connection:
        report = seed_anything(connection, 60, 1, tables=wanted)
        assert (report.tables, report.refused, report.short) == (wanted, {}, {})
        for table, rows in wanted.items():
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            assert connection.execute(query).fetchone() == (rows,)
        with pytest.raises(UnknownNameError, match="thinks"):
            seed_anything(connection, 60, 1, tables={"thinks": 3})


@pytest.mark.parametrize("rows", [0, -1])
def test_no_rows_is_an_error(server: Server, rows: int) -> None:
    with pytest.raises(SeedError, match="1 or more"):
        refused(server, "CREATE TABLE t (id int)", rows)


def test_a_database_without_tables_is_an_error(server: Server) -> None:
    with pytest.raises(SeedError, match="no tables"):
        refused(server, "SELECT 1")


def test_many_rows_are_drawn_from_few_and_keep_every_rule(server: Server) -> None:
    """Beyond the first few hundred rows, columns that no rule ties together come from rows that were taken before."""
    with filled(server, "chat", rows=3000) as case:
        assert not case.report.refused
        assert {rows for name, rows in case.report.tables.items() if name not in case.report.sized} == {3000}
        test_every_constraint_holds_when_it_is_made_anew(case)
        test_few_columns_are_constant(case)
        [(authors,)] = case.ask("SELECT count(DISTINCT author_id) FROM messages")
        assert authors > 500


def test_a_trigger_that_rejects_some_rows_leaves_the_others(server: Server) -> None:
    report = refused(
        server,
        """
        CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.n % 3 = 0 THEN RAISE EXCEPTION 'no multiples of 3 %%'; END IF; RETURN NEW; END $$;
        CREATE TABLE picky (n int NOT NULL, r int);
        CREATE TRIGGER picky BEFORE INSERT ON picky FOR EACH ROW EXECUTE FUNCTION no();
        """,
        rows=500,
    )
    assert report.tables == {"picky": 500}


def test_tables_without_columns_have_rows_all_the_same(server: Server) -> None:
    report = refused(server, "CREATE TABLE bare (); CREATE TABLE made (a int GENERATED ALWAYS AS (1) STORED)")
    assert report.tables == {"bare": 40, "made": 40}


def test_a_pattern_and_a_length_are_kept_together(server: Server) -> None:
    ddl = """
        CREATE TABLE hashed (
            id int PRIMARY KEY,
            h text NOT NULL UNIQUE CHECK (length(h) = 64 AND h ~ '^[0-9a-f]+$'),
            s text NOT NULL CHECK (length(s) BETWEEN 30 AND 34 AND s ~ '^([a-z]+)-[0-9]*$')
        )
    """
    assert refused(server, ddl, rows=60).tables == {"hashed": 60}


def test_a_rule_that_cannot_be_read_is_passed_by_null_where_it_may_be(server: Server) -> None:
    ddl = """
        CREATE TABLE odd (
            id int PRIMARY KEY,
            named jsonb CHECK (named ? 'name' AND jsonb_typeof(named -> 'name') = 'string'),
            tag text CHECK (starts_with(tag, 'tt_'))
        )
    """
    assert refused(server, ddl, rows=200).tables == {"odd": 200}
