"""Rows in a real database: whole, the same on every run, and none at all where something is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
import pytest
from seeding.library import AS_OF, BOOKS, LIBRARIES, LOANS, PLANS, READER_PLAN, READERS, VOLUMES

from pgworkbench.errors import SeedError, UnknownNameError, WorkbenchError
from pgworkbench.seeding import Manifest, seed
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.plan import Generator, TablePlan, choice, const, key, money, nullable, number
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.target import read_targets
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database

UNREADY = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisready AND indisvalid)"


def load(
    database: Database, plans: Sequence[TablePlan] = PLANS, volumes: Mapping[str, int] = VOLUMES, **options: Any
) -> Manifest:
    return seed(database, plans, volumes, **{"seed": 7, "as_of": AS_OF, **options})


def query(database: Database, text: str) -> list[tuple[Any, ...]]:
    with database.connect(autocommit=True) as connection:
        return connection.execute(text).fetchall()


def changed(plan: TablePlan, **columns: Generator | None) -> TablePlan:
    kept = {name: its for name, its in {**plan.columns, **columns}.items() if its is not None}
    return replace(plan, columns=kept)


def test_every_table_has_its_rows_and_every_index_is_back(library: Database) -> None:
    manifest = load(library)
    for plan in PLANS:
        schema, _, name = plan.table.rpartition(".")
        with library.connect(autocommit=True) as connection:
            identifier = psycopg.sql.Identifier(*([schema] if schema else []), name)
            counted = connection.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(identifier)).fetchone()
        assert counted == (VOLUMES[plan.table],) == (manifest.tables[plan.table].rows,)
    assert query(library, UNREADY) == []
    assert query(library, "SELECT count(*) FROM loans_old")[0][0] > 100
    assert query(library, "SELECT count(*) FROM pg_stats WHERE tablename = 'loans'")[0][0] > 0


def test_two_databases_get_the_same_rows_and_another_seed_others(server: Server) -> None:
    from seeding.library import DDL

    made = []
    for number_of_seed in (7, 7, 8):
        with server.scratch("seeds") as database:
            with database.connect(autocommit=True) as connection:
                connection.execute(DDL)
            made.append(load(database, seed=number_of_seed))
    assert made[0].text() == made[1].text()
    assert made[0].tables["loans"].digest != made[2].tables["loans"].digest


def test_neither_bytes_nor_digest_depend_on_the_size_of_chunks(library: Database) -> None:
    from pgworkbench.seeding.rows import Generation, World

    world = World(7, PLANS, [Generation(VOLUMES, AS_OF)])
    with library.connect(autocommit=True) as connection:
        targets = read_targets(connection, [READER_PLAN, LOANS])
    for target in targets:
        part = Part(world, target, 0, VOLUMES[str(target.name)])
        cut = [list(chunks(part, rows)) for rows in (1, 97, 1000, 7777, 50_000)[1 if part.stop > 1000 else 0 :]]
        assert len({b"".join(chunk.data for chunk in each) for each in cut}) == 1
        assert len({str(sum((chunk.digest for chunk in each), Digest())) for each in cut}) == 1


def test_counters_are_what_triggers_would_have_kept(library: Database) -> None:
    load(library)
    wrong = """
        SELECT count(*) FROM "My Shop"."Reader ""%" r
          LEFT JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(fee), 0) AS paid, max(at) AS at FROM loans l
                              WHERE (l.library, l.reader) = (r.library, r.id)) AS own ON true
         WHERE (loans, r.paid) <> (own.n, own.paid) OR r.last_loan IS DISTINCT FROM own.at
    """
    assert query(library, wrong) == [(0,)]
    backwards = "SELECT count(*) FROM loans a JOIN loans b USING (library, reader) WHERE b.nth > a.nth AND b.at < a.at"
    assert query(library, backwards) == [(0,)]


def test_identities_go_on_after_the_rows(library: Database) -> None:
    load(library)
    assert query(library, "INSERT INTO books (title) VALUES ('next') RETURNING id") == [(VOLUMES["books"] + 1,)]


def test_values_arrive_as_they_were_made(library: Database) -> None:
    load(library)
    row = query(library, 'SELECT flags, likes, extra, age, small, hash, token FROM "My Shop"."Reader ""%" LIMIT 1')[0]
    assert row[0] == [] or set(row[0]) <= {'a "quoted"', "b", "c,d"}
    assert row[1] == [3, 1]
    assert set(row[2]["deep"]) == {"name", "on", "price", "tags"}
    assert (row[3].days, row[3].seconds) == (3, 5)
    assert len(row[5]) == 64
    assert len(row[6]) == 32
    bare = 'SELECT count(*) FROM "My Shop"."Reader ""%" WHERE email !~ \'^[a-z0-9]+\\.[0-9]+@example\\.org$\''
    assert query(library, bare) == [(0,)]


def test_progress_is_told_by_table(library: Database) -> None:
    told: list[tuple[str, int, int]] = []
    load(library, progress=lambda table, done, total: told.append((table, done, total)))
    assert {table for table, _, _ in told} == set(VOLUMES)
    assert {(table, done) for table, done, total in told if done == total} >= set(VOLUMES.items())


@pytest.mark.parametrize(
    ("plan", "columns", "told"),
    [
        (LIBRARIES, {"slugg": number()}, "unknown column of libraries in its seed plan 'slugg': try slug"),
        (LIBRARIES, {"slug": None}, "libraries.slug is NOT NULL without a default"),
        (BOOKS, {"words": number()}, "books.words is generated by the server"),
        (LIBRARIES, {"slug": nullable(const("x"), 0.5)}, "libraries.slug is NOT NULL, and its generator makes NULL"),
        (LIBRARIES, {"id": number()}, "libraries.id: the generator gives int64, and the column is uuid"),
        (LIBRARIES, {"slug": const("same")}, "libraries cannot be seeded: could not create unique index"),
        (LIBRARIES, {"code": const("too long")}, "value too long for type character"),
        (READER_PLAN, {"mood": choice({"furious": 1})}, "invalid input value for enum"),
        (READER_PLAN, {"small": const(70_000)}, "small: a value does not fit int2"),
        (READER_PLAN, {"library": key()}, "_library_fkey does not hold: no libraries for library = "),
        (READER_PLAN, {"email": const("x")}, "could not create unique index"),
        (LOANS, {"book": const(5_000)}, "loans_book_fkey does not hold: no books for book = 5000"),
        (LOANS, {"fee": money(-5, -1)}, "loans cannot be seeded: value for domain"),
    ],
)
def test_a_mistake_names_its_place_and_leaves_nothing(
    library: Database, plan: TablePlan, columns: dict[str, Generator | None], told: str
) -> None:
    plans = [changed(its, **columns) if its is plan else its for its in PLANS]
    with pytest.raises(WorkbenchError) as caught:
        load(library, plans)
    assert told in str(caught.value)
    assert query(library, "SELECT FROM libraries") == []
    assert query(library, UNREADY) == []


def test_a_plan_without_a_table_and_one_without_owners_are_refused(library: Database) -> None:
    with pytest.raises(UnknownNameError, match="try libraries"):
        load(library, [replace(LIBRARIES, table="librarys")], {"librarys": 1})
    with pytest.raises(SeedError, match="has no owner: give its plan a spread"):
        load(library, [LIBRARIES, replace(LOANS, spread=None)], {"libraries": 1, "loans": 1})


@pytest.mark.parametrize(
    ("volumes", "told"),
    [
        ({**VOLUMES, "shelves": 3}, "unknown table with a seed plan 'shelves'"),
        ({name: rows for name, rows in VOLUMES.items() if name != "books"}, "books: say how many rows"),
        ({**VOLUMES, "cards": VOLUMES[READERS] + 1}, 'cards: one row for each of My Shop.Reader "% at most'),
        ({**VOLUMES, "libraries": 0}, "its rows need owners, and libraries has none"),
        ({**VOLUMES, "books": 2}, 'more rows for one of My Shop.Reader "% than it can be combined with books'),
    ],
)
def test_volumes_that_cannot_be_are_refused(library: Database, volumes: Mapping[str, int], told: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        load(library, volumes=volumes)
    assert told in str(caught.value)


def test_a_time_without_a_zone_is_refused(library: Database) -> None:
    with pytest.raises(SeedError, match="as_of needs a time zone"):
        load(library, as_of=datetime(2026, 1, 1))  # noqa: DTZ001  # the mistake itself


def test_tables_with_rows_are_left_alone(library: Database) -> None:
    load(library)
    with pytest.raises(SeedError, match="libraries has rows already"):
        load(library)
    assert query(library, "SELECT count(*) FROM libraries") == [(VOLUMES["libraries"],)]


@pytest.mark.parametrize("table", list(VOLUMES))
def test_killed_at_any_table_it_leaves_the_database_as_it_was(library: Database, table: str) -> None:
    def kill(now: str, done: int, total: int) -> None:
        if now == table and done == total:
            query(
                library,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state <> 'idle' AND "
                "datname = current_database() AND pid <> pg_backend_pid()",
            )

    with pytest.raises((SeedError, psycopg.Error)):
        load(library, progress=kill)
    assert query(library, UNREADY) == []
    assert query(library, "SELECT FROM libraries") == query(library, "SELECT FROM loans") == []
    assert load(library).rows == sum(VOLUMES.values())


def test_zero_rows_are_rows_too(library: Database) -> None:
    manifest = load(library, volumes=dict.fromkeys(VOLUMES, 0))
    assert manifest.rows == 0
    assert manifest.tables["loans"].digest == "0" * 16
