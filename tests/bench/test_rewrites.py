"""Other wordings: which queries get one, and that what is told was measured and gives the same rows."""

from collections.abc import Iterator

import pytest

from pgworkbench.bench.indexes import BenchOptions
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.rewrites import reword, rewordings
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query, parse_workload

SCHEMA = """
CREATE TABLE "a b" (id integer PRIMARY KEY, kind integer NOT NULL, made timestamp NOT NULL);
CREATE TABLE other (id integer NOT NULL, kind integer);
INSERT INTO "a b" SELECT n, n % 90, timestamp '2026-01-01' + n * interval '9 min'
  FROM generate_series(1, 30000) n;
INSERT INTO other SELECT n * 3, n % 7 FROM generate_series(1, 6000) n;
INSERT INTO other VALUES (1, NULL);
CREATE INDEX ON other (id);
"""
WORKLOAD = """
-- name: late_page
-- params: SELECT 20000 AS skipped
SELECT id FROM "a b" ORDER BY id LIMIT 10 OFFSET :skipped;
-- name: not_in
-- params: SELECT 7 AS k
SELECT id FROM "a b" WHERE kind = :k AND id NOT IN (SELECT o.id FROM other o WHERE o.id > "a b".kind);
-- name: not_in_with_nulls
SELECT id FROM "a b" WHERE kind < 3 AND id NOT IN (SELECT o.kind FROM other o WHERE o.id < "a b".id);
-- name: of_a_day
-- params: SELECT date '2026-02-03' AS day
SELECT id FROM "a b" WHERE made::date = :day;
-- name: any_other
SELECT id FROM "a b" WHERE id < 40 AND (SELECT count(*) FROM other o WHERE o.kind < "a b".kind) > 0;
-- name: served_by_an_index
SELECT id, (SELECT count(*) FROM other o WHERE o.id = "a b".id) FROM "a b" WHERE id < 20;
-- name: plain
SELECT id FROM "a b" WHERE id = 5;
"""

_LISTED, _SAME = "SELECT b FROM u WHERE c = :c", "WHERE listed.listed_value = a"


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT 1 FROM t WHERE a IN (SELECT b FROM u)", []),
        ("SELECT 1 FROM t LIMIT :n", []),
        ("SELECT 1 FROM t LIMIT :n OFFSET :m", ["SELECT 1 FROM t LIMIT :n"]),
        (
            "SELECT 1 FROM t WHERE a NOT IN (SELECT b FROM u WHERE c = :c)",
            [f"SELECT 1 FROM t WHERE NOT EXISTS (SELECT FROM ({_LISTED}) listed(listed_value) {_SAME})"],
        ),
    ],
)
def test_a_wording_for_each_weakness(sql: str, wanted: list[str]) -> None:
    assert [text for _, text in rewordings(Query("q", sql))] == wanted


@pytest.fixture(scope="module")
def rows(server: Server) -> Iterator[Database]:
    with server.scratch("reword") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        yield database


@pytest.mark.database
def test_what_is_told_was_measured_and_means_the_same(rows: Database) -> None:
    options = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600))
    found = {each.query: each for each in reword(rows, parse_workload(WORKLOAD), options)}
    assert set(found) == {"late_page", "not_in", "of_a_day", "any_other"}
    assert {name for name, each in found.items() if each.same_rows} == set(found) - {"late_page"}
    assert all(each.ratio.low > 1 and each.ms[0] > each.ms[1] for each in found.values())
    assert any("made" in statement for statement in found["of_a_day"].ddl)
    with rows.connect() as connection:
        there = connection.execute("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'").fetchone()
    assert there == (2,)
