"""Extended statistics: where columns go together and the planner does not know, it is told and measured."""

import pytest

from pgworkbench.bench.extended import extended_statistics
from pgworkbench.bench.indexes import BenchOptions
from pgworkbench.bench.interleave import Effort
from pgworkbench.server import Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

# Town, code and state go together: 1 in 4 rows, where the planner expects 1 in 64 and so joins by look-ups.
SCHEMA = """
CREATE TABLE "big one" (
    id integer PRIMARY KEY, town integer NOT NULL, "co de" integer NOT NULL, state integer NOT NULL,
    told text NOT NULL);
INSERT INTO "big one" SELECT n, n % 4, n % 4 * 3, n % 4 + 9, repeat('x', 30) FROM generate_series(1, 60000) n;
CREATE TABLE parts (id integer PRIMARY KEY, owner integer NOT NULL, made integer NOT NULL);
INSERT INTO parts SELECT n, 1 + n * 7919 % 60000, n FROM generate_series(1, 60000) n;
CREATE INDEX parts_owner ON parts (owner);
"""
WORKLOAD = """
-- name: together
SELECT sum(length(told)), sum(made) FROM "big one" b JOIN parts p ON p.owner = b.id
 WHERE town = 3 AND "co de" = 9
   AND state = 12;
-- name: alone
SELECT count(told) FROM "big one" WHERE town = 3;
-- name: broken
SELECT nothing FROM parts WHERE owner = 7 AND made = 5;
"""


def test_only_what_was_measured_to_gain_is_told(server: Server) -> None:
    options = BenchOptions(sets=1, effort=Effort(fewest=10, most=60, seconds=600))
    with server.scratch("extended") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        found = list(extended_statistics(database, parse_workload(WORKLOAD), options))
        with database.connect() as connection:
            there = connection.execute("SELECT count(*) FROM pg_catalog.pg_statistic_ext").fetchone()
            for known in found:
                for statement in known.ddl:
                    connection.execute(statement.encode())
    assert there == (0,)
    assert [known.query for known in found] == ["together"]
    assert all(known.ratio.low > 1 for known in found)
