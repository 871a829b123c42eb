"""pg_stat_statements as a workload: read from a server that keeps it, given values, and run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pgworkbench.bench import BenchOptions, ChooseOptions, Effort, advise
from pgworkbench.bench.normalised import readable
from pgworkbench.bench.statements import Asked, read_statements, with_values
from pgworkbench.errors import BenchError
from pgworkbench.server import Database, Server, ServerOptions, open_server
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import accept_values, draw

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE "Or ders" (id integer PRIMARY KEY, tenant integer, "St%ate" text, tags text[]);
CREATE TABLE lines (order_id integer, word text);
INSERT INTO "Or ders" SELECT n, n % 7, 's' || n % 3, ARRAY['t' || n] FROM generate_series(1, 500) n;
INSERT INTO lines SELECT n % 500, 'w' || n FROM generate_series(1, 1000) n;
CREATE DOMAIN "My Day" AS date;
CREATE TABLE stays (id integer PRIMARY KEY, began date, paid numeric(10, 2), during int4range);
INSERT INTO stays SELECT n, date '2026-01-01' + n % 90, n, int4range(n, n + 5) FROM generate_series(1, 500) n;
"""


@pytest.fixture(scope="module")
def orders(server: Server) -> Iterator[Database]:
    with server.scratch("statements") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        yield database


@pytest.mark.parametrize(
    "text",
    [
        'SELECT id FROM "Or ders" WHERE tenant = :p1 AND "St%ate" = :p2',
        'SELECT id FROM "Or ders" WHERE id IN (SELECT order_id FROM lines WHERE word = :p1) AND tenant = :p2',
        'SELECT id FROM "Or ders" WHERE id = ANY (:p1)',
        'SELECT id FROM "Or ders" WHERE tags @> :p1 ORDER BY id LIMIT :p2',
        'UPDATE "Or ders" SET tenant = tenant WHERE id = :p1',
        "SELECT count(*) FROM lines",
        "SELECT id FROM stays WHERE began >= :p1::date AND began < :p1::date + :p2::interval",
    ],
)
def test_values_come_from_the_columns_compared_and_the_statement_runs(orders: Database, text: str) -> None:
    with orders.connect(autocommit=True) as connection:
        accept_values(connection)
        found = with_values(connection, Asked(Workload((Query("q", text),))))
        assert found.notes == ()
        query = found.workload.query("q")
        sets = draw(connection, query, 20)
        assert set(sets[0]) == set(query.parameters)
        ran = [connection.execute(query.statement.encode(), dict(values)).rowcount for values in sets]
    assert len(sets) > 1 or not query.parameters
    assert sum(ran) > 0


def test_values_of_one_table_are_of_one_row(orders: Database) -> None:
    text = 'SELECT id FROM "Or ders" WHERE id = :p1 AND tenant = :p2 AND "St%ate" = :p3'
    with orders.connect(autocommit=True) as connection:
        accept_values(connection)
        query = with_values(connection, Asked(Workload((Query("q", text),)))).workload.query("q")
        sets = draw(connection, query, 20)
        assert [connection.execute(query.statement.encode(), dict(values)).rowcount for values in sets] == [1] * 20


@pytest.mark.parametrize("text", ["SELECT :p1 + 1 FROM lines", "SELECT nothing FROM lines WHERE word = :p1"])
def test_what_cannot_be_given_values_is_told(orders: Database, text: str) -> None:
    with orders.connect(autocommit=True) as connection:
        accept_values(connection)
        found = with_values(connection, Asked(Workload((Query("q", text),))))
    assert found.workload.query("q").params is None
    assert found.notes[0].startswith("q has no values: ")


def test_the_view_is_read_with_its_calls_heaviest_first(server: Server) -> None:
    """A cluster of its own: the extension must be loaded when the server starts."""
    if server.source == "url":
        pytest.skip("a server by URL starts as its owner wants")
    options = ServerOptions.from_environment(Path(__file__).parents[2] / ".pgworkbench")
    loaded = replace(options, settings=(("shared_preload_libraries", "pg_stat_statements"),))
    with open_server(loaded) as keeping, keeping.scratch("asked") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
            connection.execute(SCHEMA.encode())
            connection.execute("SELECT count(*) FROM pg_class WHERE relname = 'x'")  # of the server's own tables
            for number in range(3):
                connection.execute(f"SELECT count(*) FROM stays WHERE began > date '2026-02-0{number + 1}'".encode())
                connection.execute(f"SELECT id FROM \"Or ders\" WHERE tenant = {number} -- ':no' $1".encode())
        with database.connect(autocommit=True) as connection:
            accept_values(connection)
            asked = with_values(connection, read_statements(connection))
        options = ChooseOptions(measure=BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600)))
        choice = advise(keeping, keeping.url(database.name), None, options)
    found = [query for query in asked.workload.queries if "tenant =" in query.sql]
    assert [query.calls_per_hour for query in found] == [3.0]
    assert found[0].parameters == ("p1",)
    dated = next(query for query in asked.workload.queries if "began" in query.sql)
    assert dated.calls_per_hour == 3.0
    assert {found[0].name, dated.name} <= {served.query for served in choice.served}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id FROM stays WHERE began >= date '2026-02-01' AND began < date '2026-02-01' + interval '1' month",
        "SELECT id FROM stays WHERE began >= \"My Day\" '2026-02-01' AND paid < numeric(10, 2) '1.5' -- it's $1",
        "SELECT id FROM stays WHERE during && int4range '[1,5)' AND began > timestamp(3) with time zone '2026-01-01'",
        "SELECT id FROM stays WHERE began = CAST('2026-02-01' AS date) OR began = '2026-02-02'::pg_catalog.date",
    ],
)
def test_a_constant_of_any_type_is_read_again_once_the_server_left_it_out(orders: Database, text: str) -> None:
    """As the server's own pg_stat_statements does: what is a constant to its parser becomes `$n`."""
    number = iter(range(1, 9))
    kept = re.sub(r"'[^']*'(?!s)", lambda _: f"${next(number)}", text)
    sound = readable(kept)
    with orders.connect(autocommit=True) as connection:
        assert sound is not None
        connection.execute(f"EXPLAIN (GENERIC_PLAN) {sound}".encode())


def test_what_is_no_sql_is_not_read() -> None:
    assert readable("SELECT $1 FROM FROM t") is None


def test_without_the_extension_it_says_so(orders: Database) -> None:
    with orders.connect(autocommit=True) as connection, pytest.raises(BenchError, match="CREATE EXTENSION"):
        read_statements(connection)
