"""Kept sums: where they pay they are found and told with their figures, where writes lose more they are only told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pgworkbench.bench import BenchOptions, Effort, Ratio, Rewording
from pgworkbench.bench.kept import Kept, kept_sums
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

QUICK = BenchOptions(sets=2, effort=Effort(fewest=5, most=6, seconds=600))
SCHEMA = """
CREATE SCHEMA "o.d %";
CREATE TABLE "o.d %"."Own""er" (id integer PRIMARY KEY, "na me" text NOT NULL);
CREATE TABLE "o.d %"."Li nes" (
    id bigint PRIMARY KEY, own integer NOT NULL REFERENCES "o.d %"."Own""er" ON DELETE CASCADE, kind text,
    price numeric(8, 2), qty integer NOT NULL, gone timestamptz, at timestamp NOT NULL);
INSERT INTO "o.d %"."Own""er" SELECT n, 'of ' || n FROM generate_series(1, 300) n;
INSERT INTO "o.d %"."Li nes"
SELECT n, 1 + n % 299, (ARRAY['a', 'b', NULL, 'd'])[1 + n % 4], NULLIF(n % 50, 7) * 1.25, n % 9,
       CASE WHEN n % 10 = 0 THEN now() + n * interval '1 s' END, timestamp '2026-01-01' + n * interval '1 min'
  FROM generate_series(1, 40000) n;
CREATE INDEX ON "o.d %"."Li nes" (own);
GRANT SELECT ON ALL TABLES IN SCHEMA "o.d %" TO kept_reader; GRANT USAGE ON SCHEMA "o.d %" TO kept_reader;
CREATE TABLE busy (id integer PRIMARY KEY, k integer NOT NULL, v integer NOT NULL);
INSERT INTO busy SELECT n, n % 3, n FROM generate_series(1, 20000) n;
CREATE TABLE floats (k integer, v double precision);
INSERT INTO floats SELECT n % 3, n FROM generate_series(1, 20000) n;
CREATE TABLE days (id bigint, day date NOT NULL, state text, n integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE days_2 PARTITION OF days DEFAULT;
INSERT INTO days SELECT n, date '2026-01-01' + n % 60, 's' || n % 3, n FROM generate_series(1, 20000) n;
CREATE TABLE secret (k integer, v integer); INSERT INTO secret SELECT n % 3, n FROM generate_series(1, 20000) n;
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
"""
WORKLOAD = """
-- name: by_kind
-- role: kept_reader
-- calls per hour: 500
SELECT kind, count(*), sum(price), avg(price * qty), sum(qty) FILTER (WHERE kind <> 'b') FROM "o.d %"."Li nes"
 WHERE gone IS NULL GROUP BY kind;
-- name: each_owner
-- calls per hour: 100
-- params: SELECT 'of 7%' AS name
SELECT "na me", (SELECT count(price) FROM "o.d %"."Li nes" l WHERE l.own = o.id AND gone IS NULL) AS n
  FROM "o.d %"."Own""er" o WHERE "na me" LIKE :name;
-- name: rows_themselves
SELECT * FROM "o.d %"."Li nes" WHERE own = 3;
-- name: buy
-- calls per hour: 60
INSERT INTO "o.d %"."Li nes" VALUES (-1, 5, 'a', 2, 1, NULL, now());
-- name: away
-- calls per hour: 1
DELETE FROM "o.d %"."Own""er" WHERE id = 9;
-- name: other
UPDATE busy SET v = v + 1 WHERE id = 5;
"""


@pytest.fixture(scope="module")
def rows(server: Server) -> Iterator[Database]:
    with server.scratch("keeping", roles=["kept_reader"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(database.localise(SCHEMA).encode())
        yield database


@pytest.fixture(scope="module")
def found(rows: Database) -> list[Kept]:
    return list(kept_sums(rows, parse_workload(WORKLOAD), QUICK))


def test_sums_that_pay_are_found_with_what_reads_save_and_writes_lose(found: list[Kept]) -> None:
    assert {each.table for each in found} == {"o.d %.Li nes"}
    by_read = {read.query: each for each in found for read in each.reads}
    assert set(by_read) == {"by_kind", "each_owner"}
    assert by_read["by_kind"].keys == ("(gone IS NULL)", "kind")
    for each in found:
        assert each.pays
        assert each.bytes > 0
        assert each.groups * 5 <= each.rows == 40000
        assert {write.query for write in each.writes} == {"buy", "away"}  # the one by a cascade that no plan shows
        assert all(read.ratio.low >= 1.5 and read.ms[0] > read.ms[1] for read in each.reads)
        assert each.saved.low > each.lost.high


def test_the_script_can_be_run_and_the_reworded_reads_give_the_same(rows: Database, found: list[Kept]) -> None:
    queries = parse_workload(WORKLOAD)
    with rows.server.clone(rows, "keeping") as copy, copy.connect(autocommit=True) as connection:
        for each in found:
            connection.execute(rows.localise(each.script).encode())
        connection.execute(rows.localise(queries.query("buy").sql).encode())
        connection.execute(rows.localise(queries.query("away").sql).encode())
        for read in (read for each in found for read in each.reads):
            asked = (replace(queries.query(read.query), sql=sql) for sql in (queries.query(read.query).sql, read.sql))
            before, after = (connection.execute(q.statement.encode(), {"name": "of 7%"}).fetchall() for q in asked)
            assert sorted(map(repr, before)) == sorted(map(repr, after))
            assert len(before) > 3


def test_it_is_told_in_lines_with_its_script_for_roles_of_the_design(found: list[Kept]) -> None:
    lines = list(found[0].lines())
    assert lines[0].startswith("Keep sums of o.d %.Li nes by ")
    assert any("writers of the same group wait" in line for line in lines)
    assert sum(line.lstrip().startswith("CREATE TRIGGER") for line in lines) == 4
    assert any(line.endswith('TO "kept_reader";') for line in lines)


OF_EACH = "-- name: of_each\nSELECT k, count(*), sum(v) FROM busy GROUP BY k;"
TURN = """
-- name: turn
-- calls per hour: 100000
-- params: SELECT id FROM busy WHERE id IN (5, 17)
UPDATE busy SET v = v + 1 WHERE id = :id;"""


def test_where_writes_lose_more_it_does_not_pay_and_the_figures_say_so(rows: Database) -> None:
    (kept,) = kept_sums(rows, parse_workload(OF_EACH + TURN), QUICK)
    assert not kept.pays
    assert kept.reads[0].ratio.low >= 1.5
    assert kept.lost.low > kept.saved.high > 0
    assert str(kept.lost) in kept.told


def test_without_a_write_that_is_known_it_says_so(rows: Database) -> None:
    (kept,) = kept_sums(rows, parse_workload(OF_EACH), QUICK)
    assert kept.pays
    assert "no write of the workload touches the table" in kept.notes[-1]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT k, sum(v) FROM floats GROUP BY k",
        "SELECT k, sum(v) FROM secret GROUP BY k",
        "SELECT id, count(*) FROM busy GROUP BY id",
        "SELECT k, array_agg(v) FROM busy GROUP BY k",
        "SELECT k, sum(v), rank() OVER (ORDER BY k) FROM busy GROUP BY k",
        "SELECT k, sum(v * random()) FROM busy GROUP BY k",
        "SELECT busy.k, sum(floats.k) FROM busy JOIN floats ON floats.v = busy.id GROUP BY busy.k",
        "SELECT count(busy) FROM busy",
        "SELECT k, v FROM busy WHERE v < 3",
        "WITH busy AS (SELECT 1 AS k) SELECT k, count(*) FROM busy GROUP BY k",
        "SELECT relkind, count(*) FROM pg_class GROUP BY relkind",
    ],
)
def test_what_sums_cannot_give_to_the_last_digit_or_not_to_all_is_declined(rows: Database, sql: str) -> None:
    assert list(kept_sums(rows, parse_workload(f"-- name: q\n{sql};"), QUICK)) == []


def test_of_a_partitioned_table_it_says_what_no_trigger_sees(rows: Database) -> None:
    text = "-- name: by_day\nSELECT day, state, sum(n) FROM days WHERE day >= '2026-01-20' GROUP BY day, state;"
    (kept,) = kept_sums(rows, parse_workload(text), QUICK)
    assert kept.pays
    assert kept.keys == ("day", "state")
    assert any("ATTACH, DETACH or DROP" in note for note in kept.notes)
    with rows.server.clone(rows, "keeping") as copy, copy.connect(autocommit=True) as connection:
        connection.execute(kept.script.encode())
        connection.execute("DROP TABLE days_1")
        connection.execute(kept.anew.encode())
        asked = connection.execute(text.partition("\n")[2].encode()).fetchall()
        assert set(connection.execute(kept.reads[0].sql.encode()).fetchall()) == set(asked) != set()


def test_what_other_words_gain_is_not_counted_again(rows: Database) -> None:
    words = Rewording("of_each", "", "", Ratio(10_000, 9_000, 11_000, 9), same_rows=True)
    (kept,) = kept_sums(rows, parse_workload(OF_EACH), QUICK, [words])
    assert not kept.pays
    assert kept.reads == ()
    assert "gain too little: of_each by 0.0" in kept.told


def test_it_stops_in_time(rows: Database) -> None:
    assert list(kept_sums(rows, parse_workload(WORKLOAD), replace(QUICK, seconds=-1))) == []
