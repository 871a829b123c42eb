"""What a query asks of each table, whatever words it uses for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgworkbench.bench.access import Access, accesses
from pgworkbench.bench.measure import Session
from pgworkbench.bench.subjects import Indexes
from pgworkbench.catalog import read_catalog
from pgworkbench.server import Database
from pgworkbench.workload import parse_workload
from pgworkbench.workload.parameters import accept_values

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE a (id integer PRIMARY KEY, "B c" text, n integer, at timestamptz, tags text[]);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer, state text);
CREATE INDEX ON a (n);
CREATE VIEW seen AS SELECT x.id AS key, x."B c" AS word FROM a x WHERE x.n > 5;
CREATE TABLE p (id integer, at date, k integer) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE guarded (id integer, owner text);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
ALTER TABLE guarded FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON guarded USING (owner = current_setting('app.me', true));
CREATE POLICY insertable ON guarded FOR INSERT WITH CHECK (true);
GRANT SELECT ON guarded TO reader_of_things;
CREATE TABLE counted (id integer, owner integer);
ALTER TABLE counted ENABLE ROW LEVEL SECURITY;
ALTER TABLE counted FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON counted USING (owner = current_setting('app.my_number', true)::integer);
GRANT SELECT ON counted TO reader_of_things;
"""


@pytest.fixture(scope="module")
def database(server) -> Iterator[Database]:  # noqa: ANN001 - the session's
    with server.scratch("access", roles=["reader_of_things"]) as made:
        with made.connect(autocommit=True) as connection:
            connection.execute(made.localise(SCHEMA).encode())
        yield made


def asked(database: Database, sql: str) -> dict[str, Access]:
    query = parse_workload(f"-- name: q\n{sql}").query("q")
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        found = accesses(Session(connection, database.roles), query, Indexes(read_catalog(connection)))
    return {str(access.table): access for access in found}


def told(access: Access) -> list[tuple[str, str]]:
    return sorted((term.left.sql, term.operator) for term in access.conditions)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('SELECT id FROM a WHERE "B c" = :x', {"a": [('"B c"', "=")]}),
        ("SELECT key FROM seen WHERE word = 'w'", {"a": [('"B c"', "="), ("n", ">")]}),
        ("WITH c AS (SELECT * FROM a WHERE n = 1) SELECT id FROM c WHERE at < now()", {"a": [("at", "<"), ("n", "=")]}),
        ("SELECT z.id FROM a z JOIN b USING (id) WHERE state = 's'",
         {"a": [("id", "=")], "b": [("id", "="), ("state", "=")]}),
        ("SELECT id FROM a WHERE id IN (SELECT a_id FROM b WHERE state = 's')",
         {"a": [("id", "=")], "b": [("a_id", "="), ("state", "=")]}),
        ("SELECT count(*) FROM p WHERE k = 3", {"p": [("k", "=")]}),
        ("UPDATE a SET n = 1 WHERE at >= '2026-01-01'", {"a": [("at", ">=")]}),
        ("SELECT id FROM a WHERE tags @> '{x}'", {"a": [("tags", "@>")]}),
        ("SELECT 1", {}),
    ],
)  # fmt: skip
def test_conditions_are_found_by_their_meaning(
    database: Database, sql: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    assert {table: told(access) for table, access in asked(database, sql).items()} == expected


def test_a_policy_is_part_of_what_is_asked(database: Database) -> None:
    found = asked(database, "-- role: reader_of_things\nSELECT id FROM guarded WHERE id = 3")
    assert told(found["guarded"]) == [("id", "="), ("owner", "=")]


def test_the_order_belongs_to_the_table_that_can_give_it(database: Database) -> None:
    one = asked(database, "SELECT id FROM a WHERE n = 1 ORDER BY at DESC, id LIMIT 5")["a"]
    assert [(key.operand.column, key.descending) for key in one.order] == [("at", True), ("id", False)]
    assert one.limited
    both = asked(database, "SELECT a.id FROM a JOIN b ON b.a_id = a.id ORDER BY a.at, b.state")
    assert [access.order for access in both.values()] == [(), ()]


def test_only_columns_that_are_needed_are_read(database: Database) -> None:
    found = asked(database, "SELECT a.at FROM a JOIN b ON b.a_id = a.id WHERE a.n = 1")
    assert found["a"].columns == {"at", "id", "n"}
    assert found["b"].columns == {"a_id"}


def test_parameters_keep_their_types(database: Database) -> None:
    found = asked(database, "-- params: SELECT interval '1 day' AS back\nSELECT id FROM a WHERE at > now() - :back")
    assert told(found["a"]) == [("at", ">")]


def test_a_policy_that_reads_a_setting_as_a_number_finds_one(database: Database) -> None:
    head = "-- role: reader_of_things\n-- set: app.my_number = :me\n-- params: SELECT 7 AS me, 5 AS id\n"
    query = parse_workload(f"-- name: q\n{head}SELECT id FROM counted WHERE id = :id;").query("q")
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        with connection.transaction():  # what was set once is '' afterwards, and that is no number
            connection.execute("SELECT set_config('app.my_number', '5', true)")
        found = accesses(Session(connection, database.roles), query, Indexes(read_catalog(connection)))
    assert {term.left.column for term in found[0].conditions} == {"id", "owner"}
