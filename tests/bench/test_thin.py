"""A share of the rows: facts go with what they belong to, dimensions stay, no reference is broken."""

from __future__ import annotations

import pytest

from pgworkbench.bench.thin import counted, thinned
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.server import Server

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE tiny (id integer PRIMARY KEY);
CREATE TABLE "Dim %" (id integer PRIMARY KEY, tiny_id integer REFERENCES tiny);
CREATE TABLE orders (id integer, of_year integer, tiny_id integer REFERENCES tiny, PRIMARY KEY (id, of_year));
CREATE TABLE lines (
    order_id integer, of_year integer, dim_id integer REFERENCES "Dim %",
    FOREIGN KEY (order_id, of_year) REFERENCES orders);
CREATE TABLE parts (at date NOT NULL, n integer) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
"""


def test_a_share_of_the_rows(server: Server) -> None:
    with server.scratch("thin") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA)
            connection.execute("""
                INSERT INTO tiny SELECT generate_series(1, 50);
                INSERT INTO "Dim %" SELECT n, 1 + n % 50 FROM generate_series(1, 2000) n;
                INSERT INTO orders SELECT n, 2026, 1 + n % 50 FROM generate_series(1, 5000) n;
                INSERT INTO lines SELECT 1 + n % 5000, 2026, 1 + n % 2000 FROM generate_series(1, 15000) n;
                INSERT INTO lines SELECT NULL, NULL, 1 + n % 2000 FROM generate_series(1, 100) n;
                INSERT INTO parts SELECT date '2026-01-01' + n % 300, n FROM generate_series(1, 4000) n;
            """)
            before = counted(connection, read_catalog(connection))
        with thinned(database, 0.25, before) as thin, thin.connect(autocommit=True) as connection:
            after = counted(connection, read_catalog(connection))
            broken = connection.execute(
                "SELECT count(*) FROM lines l LEFT JOIN orders o ON (o.id, o.of_year) = (l.order_id, l.of_year)"
                ' LEFT JOIN "Dim %" d ON d.id = l.dim_id'
                " WHERE d.id IS NULL OR (o.id IS NULL AND l.order_id IS NOT NULL)"
            ).fetchone()
        with database.connect() as connection:
            assert counted(connection, read_catalog(connection)) == before
    shares = {name.name: after[name] / count for name, count in before.items()}
    assert broken == (0,)
    assert shares["tiny"] == shares["Dim %"] == 1
    assert shares["orders"] == pytest.approx(0.25, abs=0.05)
    assert shares["lines"] == pytest.approx(0.25, abs=0.05)
    assert shares["parts"] == pytest.approx(0.25, abs=0.08)
    assert Name("public", "parts_1") not in before


def test_who_reads_what_all_databases_share_is_not_waited_for(server: Server) -> None:
    with server.scratch("thinner") as database, server.scratch("reader") as other, other.connect() as reader:
        with database.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE many AS SELECT n AS id FROM generate_series(1, 4000) n")
            rows = counted(connection, read_catalog(connection))
        reader.execute("SET idle_in_transaction_session_timeout = '20s'")
        reader.execute("SELECT count(*) FROM pg_catalog.pg_shdescription, pg_catalog.pg_database")
        with thinned(database, 0.25, rows) as thin, thin.connect(autocommit=True) as connection:
            assert sum(counted(connection, read_catalog(connection)).values()) < 2000
        assert reader.execute("SELECT 1").fetchone() == (1,)
