"""Beside indexes: what is told once the chosen ones are there, what is kept of an interrupted question, its growth."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pgworkbench.bench import BenchOptions, Choice, ChooseOptions, Effort, Growing, Progress, Wider, choose
from pgworkbench.bench.beyond import beyond
from pgworkbench.bench.choicereport import choice_report
from pgworkbench.bench.recordchoice import Asked, read_choice, record_choice
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

QUICK = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600))
SCHEMA = """
CREATE SCHEMA "odd.s";
CREATE TABLE "odd.s"."Of %" (id integer PRIMARY KEY, kind integer NOT NULL, made timestamptz NOT NULL, said text);
CREATE TABLE lines (id integer PRIMARY KEY, of_id integer NOT NULL REFERENCES "odd.s"."Of %", amount integer NOT NULL);
INSERT INTO "odd.s"."Of %"
SELECT n, n % 700, timestamptz '2026-01-01 00:00Z' + n * interval '9 min', md5(n::text)
  FROM generate_series(1, 12000) n;
INSERT INTO lines SELECT n, 1 + n * 7919 % 12000, n % 90 FROM generate_series(1, 36000) n;
"""
WORKLOAD = """
-- name: of_a_day
-- params: SELECT date '2026-02-03' AS day
SELECT count(said) FROM "odd.s"."Of %" WHERE made::date = :day;
-- name: of_kind
-- params: SELECT 77 AS k
SELECT sum(amount) FROM "odd.s"."Of %" o JOIN lines l ON l.of_id = o.id WHERE o.kind = :k;
-- name: all_in_order
SELECT id FROM lines ORDER BY amount;
-- name: part_of_a_word
SELECT id FROM "odd.s"."Of %" WHERE said LIKE '%abc7%';
-- name: by_amount
-- calls per hour: 900
SELECT amount, count(*), sum(of_id * 2) FROM lines GROUP BY amount;
-- name: of_seldom
SELECT said IS NULL AS none, count(*) FROM "odd.s"."Of %" GROUP BY said IS NULL;
-- name: rename
-- calls per hour: 9000
UPDATE "odd.s"."Of %" SET said = 'x' || said WHERE id = 77;
-- name: add
INSERT INTO lines VALUES (-1, 1, 1);
"""
WIDER = Wider(growth=Growing(largest=3_600_000, told="some day"))


@pytest.fixture(scope="module")
def rows(server: Server) -> Iterator[Database]:
    with server.scratch("beyond") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        yield database


@pytest.fixture(scope="module")
def choice(rows: Database) -> Choice:
    # One insert of a row is so quick that each index may make it half as dear again.
    return choose(rows, parse_workload(WORKLOAD), ChooseOptions(10**8, dearer=4.0, measure=QUICK, wider=WIDER))


def test_what_an_index_does_not_cure_is_told_with_the_words_that_do(choice: Choice) -> None:
    assert choice.beyond is not None
    assert [each.query for each in choice.beyond.rewordings] == ["of_a_day"]
    assert choice.beyond.rewordings[0].ratio.low > 1
    assert {(each.query, str(each.kind)) for each in choice.beyond.remarks} == {
        ("all_in_order", "limit"), ("part_of_a_word", "wildcard"), ("of_seldom", "kept sums"),
    }  # fmt: skip
    assert any(line.startswith("Reword of_a_day: ") for line in str(choice).splitlines())


def test_sums_that_pay_are_told_with_their_script_and_others_are_remarked(choice: Choice) -> None:
    assert choice.beyond is not None
    (kept,) = choice.beyond.kept
    assert [(each.query, each.sql != "") for each in kept.reads] == [("by_amount", True)]
    assert [each.query for each in kept.writes] == ["add"]
    lines = str(choice).splitlines()
    assert any(line.startswith("Keep sums of lines by amount") for line in lines)
    assert lines.index("    BEGIN;") < lines.index("    COMMIT;")
    remark = next(each.text for each in choice.beyond.remarks if each.kind == "kept sums")
    assert remark.startswith("kept sums do not pay: sums of odd.s.Of % by ")
    assert "ms an hour, writes lose" in remark


def test_growth_is_told_to_the_size_that_was_named_and_marked(choice: Choice) -> None:
    assert choice.beyond is not None
    growth = choice.beyond.growth
    assert growth is not None
    assert {curve.name for curve in growth.curves} >= {"of_a_day", "of_kind", "all_in_order"}
    assert growth.targets["of_kind"] == pytest.approx(100)
    told = next(line for line in growth.lines() if line.startswith("of_kind, as it is"))
    assert "at 100 times, some day (extrapolated)" in told
    assert {curve.unit for curve in growth.curves} == {"ms", "bytes"}


def test_it_is_recorded_read_again_and_reported(choice: Choice, tmp_path_factory: pytest.TempPathFactory) -> None:
    options = ChooseOptions(10**8, measure=QUICK, wider=WIDER)
    folder = record_choice(choice, Asked.of(parse_workload(WORKLOAD), options), tmp_path_factory.mktemp("r") / "x")
    again = read_choice(folder)
    assert again.asked.options().wider == WIDER
    assert again.choice.beyond == choice.beyond
    body = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    curve = next(c for c in body["beyond"]["growth"]["curves"] if c["name"] == "of_kind")
    assert curve["extrapolated"]
    assert curve["expected"]["low"] <= curve["expected"]["value"] <= curve["expected"]["high"]
    report = choice_report(choice)
    assert all(title in report for title in ("## Other words", "## Kept sums", "## Remarks", "## Growth"))
    assert choice.beyond is not None
    assert choice.beyond.kept[0].script in report
    told = body["beyond"]["kept"][0]
    assert told["saved"]["low"] > told["lost"]["high"] > 0
    assert told["script"].startswith("BEGIN;")


def test_an_interrupt_keeps_what_was_found(rows: Database) -> None:
    def told(at: Progress) -> None:
        if at.query.startswith("statistics") or "of the rows" in at.query:
            raise KeyboardInterrupt

    options = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600), progress=told)
    found = beyond(rows, parse_workload(WORKLOAD), (), WIDER, options)
    assert not found.complete
    assert "of_a_day" in {each.query for each in found.rewordings}
    assert found.growth is None


def test_an_interrupt_keeps_the_sums_that_were_found(rows: Database) -> None:
    def told(at: Progress) -> None:
        if at.query.startswith("sums of") and at.done:
            raise KeyboardInterrupt

    options = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600), progress=told)
    found = beyond(rows, parse_workload(WORKLOAD), (), Wider(words=False, statistics=False), options)
    assert not found.complete
    assert [kept.table for kept in found.kept] == ["lines"]


def test_without_time_it_says_what_it_did_not_ask(rows: Database) -> None:
    found = beyond(rows, parse_workload(WORKLOAD), (), WIDER, BenchOptions(seconds=-1))
    assert [note.rsplit(" ", 1)[-1] for note in found.notes] == ["words", "statistics", "sums", "growth"]
