"""The workload from many connections: every call is made and counted, waits and deadlocks are noticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from pgworkbench.errors import BenchError, ContentError, RefusedError
from pgworkbench.operations.concurrency import LoadOptions, Step, drive, load_report, read_load, write_load
from pgworkbench.operations.concurrency.load import DEADLOCK
from pgworkbench.operations.concurrency.mixture import counts
from pgworkbench.project import Project
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query, Workload, parse_workload

SHOP = """
CREATE SCHEMA "My ""Shop"" 100%";
CREATE TABLE "My ""Shop"" 100%"."Order" ("Käufer" int NOT NULL, "no." int NOT NULL, "50%" int NOT NULL DEFAULT 0,
    PRIMARY KEY ("Käufer", "no."));
INSERT INTO "My ""Shop"" 100%"."Order" SELECT b, n FROM generate_series(1, 3) AS b, generate_series(1, 10) AS n;
ALTER TABLE "My ""Shop"" 100%"."Order" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON "My ""Shop"" 100%"."Order" USING ("Käufer" = current_setting('shop.buyer')::int);
GRANT USAGE ON SCHEMA "My ""Shop"" 100%" TO {app};
GRANT SELECT, INSERT, UPDATE ON "My ""Shop"" 100%"."Order" TO {app};
"""
QUERIES = """
-- role: app
-- set: shop.buyer = :buyer
-- name: orders
-- calls per hour: 900
-- params: SELECT b AS buyer FROM generate_series(1, 3) AS b
SELECT * FROM "My ""Shop"" 100%"."Order" WHERE "50%" >= 0 AND 'a%b' <> ':c';
-- name: raise_all
-- calls per hour: 90
-- params: SELECT 1 AS buyer
UPDATE "My ""Shop"" 100%"."Order" SET "50%" = "50%" + 1;
-- name: order_again
-- calls per hour: 10
-- params: SELECT 2 AS buyer, 1 AS number
INSERT INTO "My ""Shop"" 100%"."Order" VALUES (2, :number);
-- name: nobody_asks
-- calls per hour: 10
-- params: SELECT 1 AS buyer WHERE false
SELECT :buyer::int;
"""
QUARREL = """
CREATE TABLE public.seat (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
INSERT INTO public.seat SELECT generate_series(1, 2);
CREATE FUNCTION public.take(a int, b int) RETURNS void LANGUAGE sql AS $$
    UPDATE public.seat SET n = n + 1 WHERE id = a;
    SELECT pg_sleep(0.02);
    UPDATE public.seat SET n = n + 1 WHERE id = b;
$$;
"""


@pytest.fixture
def shop(server: Server) -> Iterator[Database]:
    with server.scratch("shop", roles=["app"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(sql.SQL(SHOP).format(app=sql.Identifier(database.roles["app"])))
        yield database


def calls_of(step: Step) -> dict[str, int]:
    return {each.query: each.calls for each in step.latencies}


def test_every_call_is_made_with_its_role_and_settings_and_the_original_stays(shop: Database) -> None:
    """R-SUG-6: the same calls with each number of clients, in proportion to their frequencies."""
    load = drive(shop, parse_workload(QUERIES), LoadOptions(clients=(4, 1, 4), calls=100, sets=7))
    assert [step.clients for step in load.steps] == [1, 4]
    assert [calls_of(step) for step in load.steps] == [{"orders": 88, "raise_all": 10, "order_again": 2}] * 2
    assert [step.calls for step in load.steps] == [100, 100]
    failed = {each.query: each.failed for each in load.steps[0].latencies}
    assert failed == {
        "orders": {},
        "raise_all": {},
        "order_again": {"23505": 2},
    }  # the key is taken: counted, not hidden
    assert load.left_out == ("nobody_asks: its params yield no row here",)
    assert load.declared == pytest.approx(1010 / 3600)
    with shop.connect() as connection:
        assert connection.execute('SELECT sum("50%") FROM "My ""Shop"" 100%"."Order"').fetchone() == (0,)


def test_waits_and_deadlocks_are_noticed_and_named(scratch: Database) -> None:
    """R-SUG-5: rows taken in two orders end in deadlocks; the server counts as many as clients met."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(QUARREL)
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET deadlock_timeout = '10ms'").format(sql.Identifier(scratch.name))
        )
    workload = Workload((
        Query("one way", "SELECT public.take(1, 2)", calls_per_hour=1),
        Query("the other", "SELECT public.take(2, 1)", calls_per_hour=1),
    ))  # fmt: skip
    load = drive(scratch, workload, LoadOptions(clients=(1, 4), calls=40))
    alone, together = load.steps
    assert (alone.deadlocks, alone.waits) == (0, ())
    assert together.deadlocks == together.failed(DEADLOCK) > 0
    assert {(wait.query, wait.holder) for wait in together.waits} & {("one way", "the other"), ("the other", "one way")}
    assert "Deadlocks ended: `one way`" in load_report(load) or "`the other`" in load_report(load)


def test_the_workload_of_the_design_meets_no_deadlock(tiny: Database, project: Project) -> None:
    """R-SUG-6, R-USE-2: every query with its role and tenant, from eight connections at once."""
    load = drive(tiny, project.workload, LoadOptions(clients=(8,), calls=600, sets=100))
    (step,) = load.steps
    assert {each.query for each in step.latencies} | {line.partition(":")[0] for line in load.left_out} == {
        query.name for query in project.workload.queries
    }
    assert (step.calls, step.deadlocks, step.failed("55P03", "57014")) == (600, 0, 0)


def test_a_query_that_cannot_run_is_told_with_its_place(scratch: Database) -> None:
    workload = parse_workload("-- name: fine\nSELECT 1;\n-- name: broken\nSELECT * FROM nowhere;", Path("w.sql"))
    with pytest.raises(ContentError, match=r'w\.sql:3: query broken: relation "nowhere" does not exist'):
        drive(scratch, workload, LoadOptions(clients=(3,), calls=10))


@pytest.mark.parametrize(
    ("workload", "clients", "why"),
    [
        (Workload(), (1,), "no query of the workload can be called"),
        (Workload((Query("q", "SELECT 1"),)), (5000,), "more connections than the server has left"),
        (Workload((Query("q", "SELECT 1"),)), (), "at least one client"),
        (Workload((Query("q", "SELECT :a"),)), (1,), "do not yield all its parameters"),
    ],
)
def test_what_cannot_be_driven_is_refused(
    scratch: Database, workload: Workload, clients: tuple[int, ...], why: str
) -> None:
    with pytest.raises(RefusedError, match=why):
        drive(scratch, workload, LoadOptions(clients=clients, calls=1))


def test_a_step_ends_when_its_time_is_up(scratch: Database) -> None:
    load = drive(scratch, Workload((Query("q", "SELECT 1"),)), LoadOptions(clients=(2,), calls=1000, seconds=0.0))
    assert load.steps[0].calls == 0


def test_calls_follow_the_declared_frequencies_and_each_is_made_once() -> None:
    often, seldom, unsaid = Query("a", "", calls_per_hour=998), Query("b", "", calls_per_hour=1), Query("c", "")
    assert list(counts([often, seldom, unsaid], 1000).values()) == [996, 2, 2]
    assert list(counts([often, seldom, unsaid], 2).values()) == [1, 1, 1]


def test_a_run_is_kept_and_read_back(scratch: Database, tmp_path: Path) -> None:
    load = drive(scratch, Workload((Query("a|b", "SELECT 1", target_ms=0.0),)), LoadOptions(clients=(1,), calls=3))
    assert read_load(write_load(load, tmp_path / "load.json")) == load
    assert "a&#124;b" in load_report(load)
    assert "(missed)" in load_report(load)
    assert list(load.frame()["calls"]) == [3]
    assert list(load.queries()["query"]) == ["a|b"]
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(BenchError, match=r"other\.json is no recorded load test"):
        read_load(tmp_path / "other.json")
