"""`compare`: the same rows in several variants; what differs is found, what fails is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pgworkbench.bench import (
    CompareOptions,
    Effort,
    Outcome,
    Relation,
    Run,
    RunKind,
    Variant,
    compare,
    read_run,
    read_variants,
    record,
)
from pgworkbench.errors import BenchError, ContentError
from pgworkbench.server import Server
from pgworkbench.workload import Workload, parse_workload

pytestmark = pytest.mark.database

REFERENCE = Path(__file__).parents[2] / "schema" / "variants"
OPTIONS = CompareOptions(sets=2, effort=Effort(fewest=5, most=6, seconds=600))
LOAD = parse_workload("""
-- name: fill
-- params: SELECT b * 1000 + 1 AS first, b * 1000 + 1000 AS last FROM generate_series(0, 5) b
INSERT INTO "t %" SELECT n, repeat('x', 50) FROM generate_series(:first, :last) n
""")
ASK = parse_workload("""
-- name: one
-- params: SELECT n FROM "t %" WHERE n IN (5, 5000) ORDER BY n
SELECT body FROM "t %" WHERE n = :n
""")
HEAP = 'CREATE TABLE "t %" (n integer NOT NULL, body text)'
KEY = f'{HEAP}; ALTER TABLE "t %" ADD PRIMARY KEY (n)'


@pytest.fixture(scope="module")
def run(server: Server) -> Run:
    return compare(server, [Variant("he ap", HEAP, LOAD, ASK, "no key"), Variant("ké%y", KEY, LOAD, ASK)], OPTIONS)


def test_queries_are_compared_with_the_first_variant(run: Run) -> None:
    found = run.comparison("one", "ké%y")
    assert run.kind is RunKind.VARIANTS
    assert (found.base, found.relation, found.outcome) == ("he ap", Relation.VARIANT, Outcome.MEASURED)
    assert found.pages is not None
    assert found.pages[0] > 10 * found.pages[1]
    assert found.ratio is not None
    assert found.ratio.low > 1
    assert found.same_rows
    assert run.timing("one", "ké%y").indexes == ("t %_pkey",)
    assert run.timing("one", "he ap").indexes == ()


def test_loads_are_compared_batch_by_batch(run: Run) -> None:
    found = run.comparison("fill", "ké%y")
    assert found.ratio is not None
    assert found.ratio.pairs == 6
    assert found.metric in {"processor time", "execution time"}
    assert len(run.timing("fill", "he ap").blocks) == 6


def test_bytes_and_wal_are_counted(run: Run) -> None:
    for what in ("WAL of fill", "bytes of indexes"):
        found = run.comparison(what, "ké%y")
        assert found.metric == "bytes"
        assert found.bytes > 0
        assert found.ratio is not None
        assert found.ratio.median < 1  # the first has no index to pay for
        assert found.ratio.low == found.ratio.high


def test_titles_are_kept_and_the_run_is_recorded(run: Run, tmp_path: Path) -> None:
    assert run.notes == ("he ap: no key",)
    assert read_run(record(run, tmp_path)) == run
    assert set(run.frame()["subject"]) == {"ké%y"}


def test_nothing_of_it_stays(run: Run, server: Server) -> None:
    assert run.complete
    with server.connect() as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database")]
    assert not [name for name in names if "he_ap" in name]


def test_a_function_may_build_a_variant(server: Server) -> None:
    def build(connection: psycopg.Connection) -> None:
        connection.execute(HEAP)

    both = compare(server, [Variant("a", build, LOAD, ASK), Variant("b", KEY, LOAD, ASK)], OPTIONS)
    assert both.comparison("one", "b").used is False
    assert both.failures == ()


def test_a_query_that_fails_in_one_variant_is_named_and_the_rest_goes_on(server: Server) -> None:
    asks = parse_workload("-- name: bad\nSELECT 1 / 0;\n-- name: good\nSELECT 1")
    found = compare(server, [Variant("a", HEAP, LOAD, asks), Variant("b", KEY, LOAD, asks)], OPTIONS)
    assert [(f.query, f.reason) for f in found.failures] == [("bad", "a: division by zero")]
    assert found.comparison("good", "b").outcome is Outcome.MEASURED


@pytest.mark.parametrize(
    ("variants", "says"),
    [
        ([], "two variants or more"),
        ([Variant("a", HEAP, LOAD, ASK)], "two variants or more"),
        ([Variant("a", HEAP, LOAD, ASK), Variant("a", KEY, LOAD, ASK)], "two variants are called a"),
        ([Variant("a", HEAP, LOAD, ASK), Variant("b", "CREATE NONSENSE", LOAD, ASK)], "variant b cannot be built"),
        ([Variant("a", HEAP, LOAD, ASK), Variant("b", "SELECT 1", LOAD, ASK)], 'load fill of b: relation "t %"'),
    ],
)
def test_variants_that_cannot_be_compared_are_refused(server: Server, variants: list[Variant], says: str) -> None:
    with pytest.raises(BenchError, match=says):
        compare(server, variants, OPTIONS)


def test_different_numbers_of_batches_are_refused(server: Server) -> None:
    fewer = Workload((replace(LOAD.query("fill"), params="SELECT 1 AS first, 2 AS last"),))
    with pytest.raises(BenchError, match="different numbers of batches"):
        compare(server, [Variant("a", HEAP, LOAD, ASK), Variant("b", KEY, fewer, ASK)], OPTIONS)


def test_a_folder_is_read_in_order_of_its_files(tmp_path: Path) -> None:
    for name, text in {
        "2_b": KEY,
        "10_c": HEAP,
        "load": "-- name: l\nSELECT 1",
        "workload": "-- name: w\nSELECT 1",
    }.items():
        (tmp_path / f"{name}.sql").write_text(text, encoding="utf-8")
    (tmp_path / "1_a.sql").write_text("-- The first,\n-- in two lines.\nSELECT 1;\n-- no title", encoding="utf-8")
    found = read_variants(tmp_path)
    assert [(v.name, v.title) for v in found] == [("a", "The first, in two lines."), ("b", ""), ("c", "")]


def test_a_folder_without_variants_or_load_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="holds 0 variants"):
        read_variants(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.sql").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(ContentError, match=r"load\.sql"):
        read_variants(tmp_path)


def test_under_a_policy_an_enum_is_no_index_condition_and_text_is(server: Server) -> None:
    """R-INT-4: which of the two the design takes is measured."""
    found = compare(server, read_variants(REFERENCE / "states"), OPTIONS)
    assert found.failures == ()
    asked = found.comparison("tasks_in_state", "text_with_check")
    assert asked.pages is not None
    assert asked.pages[0] > 10 * asked.pages[1]
    assert asked.same_rows


def test_key_types_are_compared_on_the_same_rows(server: Server) -> None:
    """R-INT-1: UUID or BIGINT is measured, not asserted."""
    found = compare(server, read_variants(REFERENCE / "keys"), OPTIONS)
    assert found.failures == ()
    assert found.comparison("bytes of indexes", "bigint").ratio.median > 1.3
    together = found.comparison("entries_made_together", "uuid_by_time")
    assert together.pages is not None
    assert together.pages[0] > together.pages[1]  # three times as many from PostgreSQL 17 on, which walks leaves once
