"""`bench` on planted cases: what helps is found, what does not is not, and nothing is left changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pgworkbench.bench import BenchOptions, Effort, Limits, Outcome, Progress, Relation, Run, RunKind, bench
from pgworkbench.catalog import read_catalog
from pgworkbench.errors import BenchError, UnknownNameError
from pgworkbench.server import Database
from pgworkbench.workload import Workload, parse_workload

from .conftest import WORKLOAD

pytestmark = pytest.mark.database

CLAIMS = {
    "orders_customer": ("by_customer", "of_my_tenant"),
    "orders_state": ("all_of_them",),
    "orders_pkey": ("pay",),
    'In"dex 100%': ("odd",),
    "events_kind": ("kind_of_event",),
}


def measure(database: Database, text: str, options: BenchOptions) -> Run:
    with database.connect() as connection:
        catalog = read_catalog(connection)
    return bench(database, parse_workload(text, Path("w.sql")), catalog, options)


@pytest.fixture(scope="module")
def run(shop: Database) -> Run:
    options = BenchOptions(claims=CLAIMS, sets=3, effort=Effort(fewest=5, most=6, seconds=600))
    return measure(shop, WORKLOAD, options)


def test_every_query_is_measured(run: Run) -> None:
    assert run.failures == ()
    assert run.kind is RunKind.INDEXES
    assert run.complete
    assert [t.query for t in run.timings if t.arm == "as designed"] == [
        "by_customer", "all_of_them", "of_my_tenant", "pay", "odd", "kind_of_event",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("by_customer", "orders_customer"),
        ("of_my_tenant", "orders_customer"),
        ("odd", 'odd.schema.In"dex 100%'),
        ("kind_of_event", "events_kind"),
    ],
)
def test_an_index_that_helps_is_found(run: Run, query: str, index: str) -> None:
    found = run.comparison(query, index)
    assert found.outcome is Outcome.MEASURED
    assert found.used
    assert found.bytes > 0
    assert found.same_rows
    assert found.pages is not None
    assert found.pages[1] > 5 * found.pages[0]
    assert found.ratio is not None
    assert found.ratio.decided
    assert found.ratio.low > 1
    assert index in run.timing(query).indexes
    assert index not in run.timing(query, found.arm).indexes


def test_an_index_that_does_not_help_has_the_same_plan_without_it(run: Run) -> None:
    found = run.comparison("all_of_them", "orders_state")
    assert found.outcome is Outcome.SAME_PLAN
    assert not found.used


def test_an_index_behind_a_constraint_is_never_left_out(run: Run) -> None:
    assert any("orders_pkey stands behind a constraint" in note for note in run.notes)
    with pytest.raises(UnknownNameError):
        run.comparison("pay", "orders_pkey")


def test_a_write_shows_what_its_indexes_cost(run: Run) -> None:
    costs = {c.subject: c for c in run.comparisons if c.query == "pay"}
    assert set(costs) >= {("orders_state",), ("orders_customer",), ("orders_unique_place",)}
    assert {c.relation for s, c in costs.items() if s} == {Relation.COSTS}
    wal = {arm: run.timing("pay", arm).sets[0].wal_bytes for arm in ("as designed", "without orders_state")}
    assert wal["without orders_state"] < wal["as designed"]
    (updated, hot), (same, more) = (run.timing("pay", arm).updates for arm in wal)
    assert updated == same > 0
    assert hot == 0
    assert more > 0  # without the index on what it changes, an update needs no new index entry


def test_row_level_security_and_settings_hold(run: Run, shop: Database) -> None:
    for timed in run.timing("of_my_tenant").sets:
        with shop.connect() as connection:
            sql = "SELECT count(*) FROM orders WHERE tenant_id = %s AND customer_id = %s"
            tenant, customer = timed.parameters["tenant_id"], timed.parameters["customer_id"]
            assert connection.execute(sql, [tenant, customer]).fetchone() == (timed.rows,)
            everything = connection.execute("SELECT count(*) FROM orders WHERE customer_id = %s", [customer])
            assert everything.fetchone() > (timed.rows,)


def test_noise_is_measured_beside(run: Run) -> None:
    noise = [c for c in run.comparisons if c.relation is Relation.NOISE]
    assert {c.query for c in noise} >= {"by_customer", "odd", "pay"}
    assert all(c.ratio is not None for c in noise)


def test_the_frame_leads_with_ratios(run: Run) -> None:
    frame = run.frame()
    assert list(frame.columns)[:6] == ["query", "subject", "relation", "gain", "low", "high"]
    assert frame["gain"].is_monotonic_decreasing
    assert "noise" not in set(frame["relation"])


def test_nothing_is_left_changed(shop: Database, quick: BenchOptions) -> None:
    def state() -> tuple[object, ...]:
        with shop.connect() as connection:
            tables = [replace(t, rows=0, bytes=0, index_bytes=0) for t in read_catalog(connection).tables]
            indexes = [replace(i, bytes=0, scans=0) for t in tables for i in t.indexes]
            bare = [replace(t, indexes=()) for t in tables]
            rows = connection.execute("SELECT count(*), md5(string_agg(o::text, '' ORDER BY id)) FROM orders o")
            return bare, indexes, rows.fetchone()

    before = state()
    found = measure(shop, WORKLOAD, replace(quick, claims=CLAIMS))
    assert found.failures == ()
    assert state() == before


def test_without_claims_all_indexes_of_the_tables_are_tried(shop: Database, quick: BenchOptions) -> None:
    text = "-- name: q\n-- params: SELECT 7 AS c\nSELECT id FROM orders WHERE customer_id = :c"
    run = measure(shop, text, quick)
    outcomes = {c.subject[0]: c.outcome for c in run.comparisons if c.subject}
    assert outcomes == {
        "orders_customer": Outcome.MEASURED,
        "orders_state": Outcome.SAME_PLAN,
        "orders_unique_place": Outcome.SAME_PLAN,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT nothing FROM orders", 'column "nothing" does not exist'),
        ("SELECT 1 / (id - id) FROM orders", "division by zero"),
        ("SELECT note_order()", "say `-- kind: write`"),
        ("SELECT nextval('s')", 'relation "s" does not exist'),
        ("-- role: nobody_here\nSELECT 1", "nobody_here"),
        ("-- params: SELECT 1 AS a WHERE false\nSELECT 1 WHERE 1 = :a", "yields no row"),
        ("-- params: SELECT 1 AS b\nSELECT 1 WHERE 1 = :a", "does not yield a"),
        ("-- params: SELECT nothing\nSELECT 1", 'column "nothing" does not exist'),
        ("SELECT count(*) FROM generate_series(1, 100000000000)", "statement timeout"),
    ],
)
def test_a_query_that_fails_is_reported_and_the_rest_goes_on(
    shop: Database, quick: BenchOptions, text: str, says: str
) -> None:
    both = f"-- name: bad\n{text};\n-- name: good\nSELECT 1"
    run = measure(shop, both, replace(quick, limits=Limits(statement_ms=300)))
    ((name, why),) = [(f.query, f.reason) for f in run.failures]
    assert name == "bad"
    assert says in why
    assert run.timing("good").sets[0].rows == 1


def test_a_query_that_runs_away_without_its_index_is_at_least_so_much_slower(
    shop: Database, quick: BenchOptions
) -> None:
    text = """
    -- name: look_up_often
    SELECT count(*) FROM generate_series(1, 2000) g, LATERAL (SELECT id FROM orders WHERE customer_id = -g LIMIT 1) o
    """.replace("    --", "--")
    options = replace(quick, claims={"orders_customer": ("look_up_often",)}, limits=Limits(statement_ms=1500))
    found = measure(shop, text, options).comparison("look_up_often", "orders_customer")
    assert found.outcome is Outcome.RAN_AWAY
    assert found.at_least is not None
    assert found.at_least > 1
    assert found.ratio is None


def test_an_index_that_the_query_needs_is_told_with_the_reason(shop: Database, quick: BenchOptions) -> None:
    text = """-- name: upsert
INSERT INTO orders SELECT * FROM orders WHERE id = 5 ON CONFLICT (id, placed_at) DO UPDATE SET note = 'y'"""
    options = replace(quick, claims={"orders_unique_place": ("upsert",)})
    found = measure(shop, text, options).comparison("upsert", "orders_unique_place")
    assert found.outcome is Outcome.FAILED
    assert "ON CONFLICT" in found.note


def test_two_indexes_that_stand_in_for_each_other_are_also_dropped_together(
    shop: Database, quick: BenchOptions
) -> None:
    text = "-- name: q\nSELECT id FROM orders WHERE customer_id = 7 AND id = 7"
    run = measure(shop, text, replace(quick, claims={"orders_customer": ("q",), "orders_unique_place": ("q",)}))
    together = [c for c in run.comparisons if c.relation is Relation.TOGETHER]
    assert [set(c.subject) for c in together] == [{"orders_customer", "orders_unique_place"}]


def test_a_function_that_writes_is_measured_when_it_says_so(shop: Database, quick: BenchOptions) -> None:
    run = measure(shop, "-- name: q\n-- kind: write\nSELECT note_order() FROM orders WHERE id = 3", quick)
    assert run.failures == ()
    with shop.connect() as connection:
        assert connection.execute("SELECT count(*) FROM orders WHERE note = ''").fetchone() == (0,)


def test_a_row_lock_is_no_write(shop: Database, quick: BenchOptions) -> None:
    run = measure(shop, "-- name: q\nSELECT id FROM orders WHERE id = 3 FOR UPDATE SKIP LOCKED", quick)
    assert run.timing("q").sets[0].rows == 1


def test_interrupted_it_keeps_what_it_measured(shop: Database, quick: BenchOptions) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.done == 1:
            raise KeyboardInterrupt

    run = measure(shop, WORKLOAD, replace(quick, claims=CLAIMS, progress=interrupt))
    assert {t.query for t in run.timings} == {"by_customer"}
    assert not run.complete
    assert any(note.startswith("interrupted, not measured: all_of_them") for note in run.notes)


def test_out_of_time_it_says_what_is_missing(shop: Database, quick: BenchOptions) -> None:
    seen: list[Progress] = []
    run = measure(shop, WORKLOAD, replace(quick, seconds=0, progress=seen.append))
    assert not run.complete
    assert any(note.startswith("out of time, not measured: by_customer") for note in run.notes)
    assert run.timings == ()


def test_an_unknown_index_and_an_empty_workload_are_errors(shop: Database, quick: BenchOptions) -> None:
    with pytest.raises(UnknownNameError, match="try orders_state"):
        measure(shop, WORKLOAD, replace(quick, claims={"orders_stat": ("by_customer",)}))
    with shop.connect() as connection, pytest.raises(BenchError, match="workload is empty"):
        bench(shop, Workload(), read_catalog(connection), quick)


def test_stale_statistics_are_renewed_first(scratch: Database, quick: BenchOptions) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE t AS SELECT n AS id FROM generate_series(1, 1000) n")
    run = measure(scratch, "-- name: q\nSELECT count(*) FROM t", quick)
    assert "statistics were stale and renewed: t" in run.notes
    with scratch.connect() as connection:
        (table,) = read_catalog(connection).tables
        assert table.rows == 1000
