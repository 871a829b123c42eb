"""`choose` on planted cases: every kind found, in one set; nothing where nothing pays; what serves nothing goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pgworkbench.bench import BenchOptions, Choice, ChooseOptions, Effort, Limits, Progress, Wider, advise, choose
from pgworkbench.bench.environment import Beginning
from pgworkbench.bench.laboratory import Lab, judge_on, session_on, subjects_on
from pgworkbench.bench.subjects import Indexes
from pgworkbench.catalog import read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database, Server
from pgworkbench.workload import Workload, parse_workload

from .planted import PLANTS, Garden, diary, garden

pytestmark = pytest.mark.database

QUICK = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600))
ALONE = Wider(words=False, statistics=False, kept=False)
OPTIONS = ChooseOptions(budget=10**9, measure=QUICK, wider=ALONE)

SHOP = """
CREATE TABLE parent (id integer PRIMARY KEY);
CREATE TABLE child (
    id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent, kind integer, code text UNIQUE, said text);
INSERT INTO parent SELECT generate_series(1, 100);
INSERT INTO child SELECT n, 1 + n % 100, n * 7919 % 9000, 'c' || n, repeat('x', 50) FROM generate_series(1, 30000) n;
CREATE INDEX child_parent ON child (parent_id);
CREATE TABLE apart (n integer);
CREATE INDEX apart_n ON apart (n);
CREATE INDEX child_idle ON child (said);
CREATE INDEX child_kind ON child (kind);
CREATE INDEX child_kind_again ON child (kind, id);
"""
QUERIES = """
-- name: of_kind
-- calls per hour: 100
-- params: SELECT 7 AS k UNION ALL SELECT 4000
SELECT count(*) FROM child WHERE kind = :k;
-- name: add
-- calls per hour: 100
INSERT INTO child SELECT 100000 + n, 5, 20000 + n, 'new' || n, repeat('y' || n, 40) FROM generate_series(1, 200) n;
-- name: all_of_it
SELECT sum(length(said || code) + kind) FROM child;
"""


@pytest.fixture(scope="module")
def planted() -> Garden:
    return garden(20260101)


@pytest.fixture(scope="module")
def ground(server: Server, planted: Garden) -> Iterator[Database]:
    with server.scratch("garden") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE EXTENSION citext")
            connection.execute(planted.schema.encode())
            connection.execute("VACUUM ANALYZE")
        yield database


@pytest.fixture(scope="module")
def choice(ground: Database, planted: Garden) -> Choice:
    return choose(ground, parse_workload(planted.workload), OPTIONS)


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Database]:
    with server.scratch("shop") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SHOP)
            connection.execute("VACUUM ANALYZE")
        yield database


@pytest.fixture(scope="module")
def shops_choice(shop: Database) -> Choice:
    return choose(shop, parse_workload(QUERIES), OPTIONS)


@pytest.mark.parametrize("kind", [plant.kind for plant in PLANTS if plant.kind != "none"])
def test_every_planted_index_is_in_the_set(choice: Choice, planted: Garden, kind: str) -> None:
    serving = [member for member in choice.build if kind in {effect.query for effect in member.gains}]
    assert serving, f"nothing serves {kind}: {choice.ddl}"
    assert any(planted.wanted[kind] in member.ddl for member in serving)
    effect = max((e for m in serving for e in m.effects if e.query == kind), key=lambda e: e.ratio.median)
    assert effect.pages[0] > 5 * effect.pages[1]


def test_rows_in_order_of_time_get_brin_wide_words_get_hash_and_halves_get_nothing(server: Server) -> None:
    planted = diary(7)
    work = parse_workload(planted.workload)
    with server.scratch("diary") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(planted.schema.encode())
        # A B-tree does as well, at many times the bytes: more than there are.
        for kind, mib in (("brin", 1), ("hash", 10)):
            asked = Workload(tuple(query for query in work.queries if query.name not in {"brin", "hash"} - {kind}))
            found = choose(database, asked, replace(OPTIONS, budget=mib * 2**20))
            assert len(found.build) == 1, found.ddl
            assert planted.wanted[kind] in found.ddl[0]


def test_there_is_one_index_for_each_query_and_none_for_the_one_that_reads_all(choice: Choice) -> None:
    assert len(choice.build) == len(PLANTS) - 1
    served = {each.query: each for each in choice.served}
    assert served["none"].ratio is None
    assert len(served) == len(PLANTS)


def test_the_answer_is_json_and_the_statements_run(choice: Choice, ground: Database) -> None:
    body = json.loads(choice.json())
    assert body["ddl"] == list(choice.ddl)
    assert {member["name"] for member in body["build"]} == {member.name for member in choice.build}
    assert all(member["bytes"] > 0 and member["gains"] for member in body["build"])
    assert body["totals"]["reads"]["low"] > 1
    with ground.connect() as connection:
        for statement in choice.ddl:
            connection.execute(statement.encode())
        connection.rollback()
        assert [table.indexes for table in read_catalog(connection).base_tables] == [()]


def test_the_front_goes_from_nothing_to_everything_that_helps(choice: Choice) -> None:
    assert choice.front[0].indexes == ()
    assert [point.bytes for point in choice.front] == sorted(point.bytes for point in choice.front)
    assert choice.front[-1].reads_ms < choice.front[0].reads_ms


def test_what_serves_nothing_goes_and_what_rules_or_foreign_keys_need_stays(shops_choice: Choice) -> None:
    removed = {member.name for member in shops_choice.remove}
    assert "child_idle" in removed
    assert 'DROP INDEX "public"."child_idle"' in shops_choice.ddl
    assert "child_parent" in {member.name for member in shops_choice.keep}
    assert "apart_n" in {member.name for member in shops_choice.keep}  # no query says anything of its table
    assert len(removed & {"child_kind", "child_kind_again"}) >= 1
    assert not {"child_pkey", "child_code_key"} & removed
    assert shops_choice.bytes[1] < shops_choice.bytes[0]


def test_no_read_is_slower_for_it(shops_choice: Choice) -> None:
    served = {each.query: each for each in shops_choice.served}
    looked_up = served["of_kind"]  # what the undone writes have left is of other kinds
    assert looked_up.pages[1] <= looked_up.pages[0] + 8
    assert served["add"].writes
    assert served["add"].calls == 100


def test_where_nothing_pays_no_change_is_proposed(shop: Database) -> None:
    """A table read whole, a failing query: nothing is built, and nothing is removed while a query is not understood."""
    work = parse_workload(
        "-- name: all\nSELECT sum(length(said)) FROM child;\n-- name: bad\nSELECT 1 / 0 FROM child;\n"
    )
    found = choose(shop, work, OPTIONS)
    assert found.ddl == ()
    assert [failure.query for failure in found.failures] == ["bad"]
    assert str(found).startswith("No change pays.")


def test_an_index_that_costs_the_writes_more_than_it_saves_goes(shop: Database) -> None:
    """A read once an hour against two hundred rows a million times: the read may get slower, since we say so."""
    text = QUERIES.replace("calls per hour: 100", "calls per hour: 1", 1).replace("hour: 100", "hour: 1000000", 1)
    work = parse_workload(text)
    assert [query.calls_per_hour for query in work.queries] == [1, 1_000_000, None]
    found = choose(shop, work, ChooseOptions(slower=10_000.0, measure=QUICK, wider=ALONE))
    assert {member.name for member in found.remove} == {"child_idle", "child_kind", "child_kind_again"}
    assert found.build == ()
    assert {member.name for member in found.keep} == {"child_parent", "apart_n"}


def test_a_budget_of_nothing_leaves_nothing_but_what_must_be(shop: Database) -> None:
    work = Workload((parse_workload(QUERIES).query("of_kind"),))
    found = choose(shop, work, ChooseOptions(budget=0, slower=10_000.0, measure=QUICK, wider=ALONE))
    assert {member.name for member in found.keep} == {"child_parent", "apart_n"}
    assert found.build == ()


def test_interrupted_it_proposes_nothing(shop: Database) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.query == "searching":
            raise KeyboardInterrupt

    options = ChooseOptions(measure=BenchOptions(sets=1, effort=QUICK.effort, progress=interrupt))
    found = choose(shop, parse_workload(QUERIES), options)
    assert not found.complete
    assert found.ddl == ()
    assert str(found).startswith("Nothing was decided")


@pytest.mark.parametrize(("text", "told"), [("", "empty"), ("-- name: bad\nSELECT nothing FROM child;\n", "nothing")])
def test_a_workload_that_asks_nothing_is_an_error(shop: Database, text: str, told: str) -> None:
    with pytest.raises(BenchError, match=told):
        choose(shop, parse_workload(text) if text else Workload(), OPTIONS)


def test_somebodys_database_is_advised_by_its_url_and_left_as_it_was(server: Server, shop: Database) -> None:
    """R-USE-2 on a database that is not ours: its settings hold, its indexes stay."""
    with shop.connect(autocommit=True) as connection:
        before = read_catalog(connection)
    work = Workload((parse_workload(QUERIES).query("of_kind"),))
    found = advise(server, server.url(shop.name), work, OPTIONS)
    assert "child_idle" in {member.name for member in found.remove}
    with shop.connect() as connection:
        assert read_catalog(connection) == before


def test_a_query_that_runs_away_is_confirmed_by_its_limit(server: Server) -> None:
    """Each of its rows reads the whole table, unless there is an index: hours against milliseconds."""
    text = """-- name: away
SELECT count(*) FROM far AS f WHERE n = (SELECT max(n) FROM far AS g WHERE g.k = f.k);
"""
    limited = replace(OPTIONS, measure=replace(QUICK, limits=Limits(statement_ms=1500)))
    with server.scratch("far") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE far AS SELECT n, n * 7919 % 30011 AS k FROM generate_series(1, 30000) n")
            connection.execute("VACUUM ANALYZE")
        found = choose(database, parse_workload(text), limited)
    assert len(found.build) == 1, str(found)
    (served,) = found.served
    assert served.before_ms == 1500
    assert served.ratio is not None
    assert served.ratio.low > 1
    assert found.totals.all is not None
    assert found.totals.all.low > 1


def test_a_part_of_the_workload_removes_nothing(shop: Database) -> None:
    work = Workload((parse_workload(QUERIES).query("of_kind"),))
    lab = Lab(shop, work, replace(OPTIONS, whole=False), Beginning.now())
    with shop.connect(autocommit=True) as connection:
        session = session_on(shop, connection, lab)
        lab.start = Indexes(read_catalog(connection)).optional
        judge = judge_on(lab, session, tuple(subjects_on(lab, session)))
    assert {name.name for name in lab.start} >= {"child_idle", "child_kind"}
    assert judge.allowed(lab.start)
    assert not any(judge.allowed(lab.start - {name}) for name in lab.start)
