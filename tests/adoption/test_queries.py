"""What a database was asked becomes a workload: by domain, with parameters, what cannot be read named."""

from __future__ import annotations

import pytest

from pgworkbench.adoption.domains import propose
from pgworkbench.adoption.queries import read_queries, workload_files
from pgworkbench.adoption.reading import own_tables
from pgworkbench.bench.statements import Asked
from pgworkbench.catalog import read_catalog
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload, check_workload, parse_workload


@pytest.fixture
def shop(scratch: Database) -> Database:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE items (id int PRIMARY KEY, name text)")
        connection.execute("CREATE TABLE item_prices (item_id int REFERENCES items, price int)")
    return scratch


def files(database: Database, *texts: str) -> tuple[dict[str, str], list[str]]:
    queries = tuple(Query(f"statement_{n}", text, calls_per_hour=10 * n) for n, text in enumerate(texts, 1))
    with database.connect() as connection:
        catalog = read_catalog(connection)
    return workload_files(Asked(Workload(queries)), propose(catalog, own_tables(catalog)), database)


def test_each_query_stands_in_the_file_of_a_domain_and_is_understood_there(shop: Database) -> None:
    made, notes = files(shop, "SELECT name FROM items WHERE id = :p1", "SELECT price FROM item_prices")
    assert notes == []
    [(path, text)] = made.items()
    workload = parse_workload(text, domain=path)
    assert [query.calls_per_hour for query in workload.queries] == [10, 20]
    with shop.connect(autocommit=True) as connection:
        assert check_workload(connection, workload) == ()


def test_a_query_that_the_design_does_not_understand_is_named_and_left_out(shop: Database) -> None:
    made, notes = files(shop, "SELECT 1 FROM gone", "SELECT name FROM items")
    assert any("statement_1 is left out" in note for note in notes)
    assert "statement_2" in "".join(made.values())
    assert "gone" not in "".join(made.values())


def test_without_the_extension_there_is_no_workload_and_a_note_says_so(shop: Database) -> None:
    with shop.connect(autocommit=True) as connection:
        asked = read_queries(connection)
    assert asked.workload.queries == ()
    assert "pg_stat_statements" in asked.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT current_database()",
        "SELECT p.oid FROM pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid",
        "WITH mine AS (SELECT 1 FROM pg_class), yours AS (SELECT 2) SELECT * FROM mine JOIN yours ON true",
        "SELECT * FROM unnest(:p1) JOIN information_schema.tables ON true",
    ],
)
def test_what_tools_ask_of_the_catalogs_is_no_workload(shop: Database, text: str) -> None:
    assert files(shop, text) == ({}, [])


def test_a_query_without_values_is_named_once_and_shortly(shop: Database) -> None:
    values = ", ".join(f"(:p{2 * n + 1}::int, :p{2 * n + 2}::text)" for n in range(20))
    made, notes = files(shop, f"INSERT INTO items (id, name) VALUES {values}")
    assert made == {}
    [note] = notes
    assert "statement_1 is left out" in note
    assert "p1, p2, p3 and 37 more" in note
