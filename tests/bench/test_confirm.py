"""Confirming in turns: what was measured is not measured again, and what there was no time for is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import psycopg
import pytest

from pgworkbench.bench import BenchOptions, ChooseOptions, Effort
from pgworkbench.bench.confirm import CHOSEN, START, Confirmed, Sets, confirm
from pgworkbench.bench.environment import Beginning
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.laboratory import Lab, judge_on, session_on, subjects_on
from pgworkbench.bench.measure import Sample
from pgworkbench.bench.plan import Pages
from pgworkbench.bench.settle import Settling
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.turns import Book, Turns, take_turns
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

EFFORT = Effort(fewest=5, most=5, seconds=600)
SCHEMA = """
CREATE TABLE kept (id integer PRIMARY KEY, kind integer, word text);
INSERT INTO kept SELECT n, n * 7919 % 9000, repeat('x', 60) FROM generate_series(1, 30000) n;
CREATE INDEX kept_kind ON kept (kind);
CREATE INDEX kept_kind_id ON kept (kind, id);
CREATE INDEX kept_word ON kept (word);
"""
QUERIES = """
-- name: of_kind
SELECT count(word) FROM kept WHERE kind = 7;
-- name: whole
SELECT sum(length(word) + kind) FROM kept;
"""
KIND, BOTH = Name("public", "kept_kind"), Name("public", "kept_kind_id")


@pytest.fixture(scope="module")
def kept(server: Server) -> Iterator[Database]:
    with server.scratch("kept") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
            connection.execute("VACUUM ANALYZE")
        yield database


def judge_of(kept: Database, connection: psycopg.Connection) -> Bench:
    lab = Lab(kept, parse_workload(QUERIES), ChooseOptions(measure=BenchOptions(sets=1)), Beginning.now())
    session = session_on(kept, connection, lab)
    lab.start = Indexes(read_catalog(connection)).optional
    judge = judge_on(lab, session, tuple(subjects_on(lab, session)))
    judge.exact = True
    return judge


def test_a_smaller_set_is_told_from_what_the_larger_one_showed(kept: Database) -> None:
    with kept.connect(autocommit=True) as connection:
        judge, book = judge_of(kept, connection), Book()
        whole = confirm(judge, Sets(judge.start, frozenset(), None), EFFORT, book)
        blocks = {name: list(turns.blocks) for name, turns in book.items()}
        less = confirm(judge, Sets(judge.start - {KIND}, frozenset(), None), EFFORT, book)
    assert whole.missing == less.missing == ()
    assert {name: turns.blocks for name, turns in book.items()} == blocks
    found = {each.case.name: each for each in less.confirmed}
    assert len(found["of_kind"].blocks) == 5
    assert found["of_kind"].pages(START) > 10 * found["of_kind"].pages(CHOSEN)
    assert found["of_kind"].differs(f"without {BOTH}")
    assert len(found["whole"].blocks) == 1  # its plan is the same with all: once is enough to tell its time
    assert found["whole"].ratio(START) is None


def test_what_there_was_no_time_for_is_named_and_what_runs_as_ever_is_not(kept: Database) -> None:
    with kept.connect(autocommit=True) as connection:
        late = replace(judge_of(kept, connection), deadline=0.0)
        found = confirm(late, Sets(late.start, frozenset(), None), replace(EFFORT, deadline=0.0), {})
        verdict = Settling(late, {}, EFFORT, lambda _, __: None).of(found)
    assert found.confirmed == ()
    assert found.missing == ("of_kind",)
    assert verdict is not None
    assert verdict.needed & {KIND, BOTH}  # it uses one of them, so that one is not proposed for removal


def test_what_matters_most_gets_its_five_blocks_before_the_rest_gets_any(kept: Database) -> None:
    with kept.connect(autocommit=True) as connection:
        judge = judge_of(kept, connection)
        first, second = (Turns(case) for case in judge.cases)
        order = list[str]()
        for turns in (first, second):
            turns.visits = {arm: partial(_told, order, turns.case.name) for arm in ("a", "b")}
        take_turns([first, second], EFFORT, judge)
    assert order == [first.case.name] * 10 + [second.case.name] * 10


def _told(order: list[str], name: str) -> tuple[Sample, ...]:
    order.append(name)
    return (Sample(1.0, 0.0, 1.0, None, 1, Pages(), 0, {}),)


def test_with_a_query_that_suffers_even_if_looked_at_closer_it_ends(kept: Database) -> None:
    with kept.connect(autocommit=True) as connection:
        judge, book, seen = judge_of(kept, connection), Book(), list[int]()

        def suffers(each: Confirmed) -> bool:
            seen.append(len(each.blocks))
            return each.case.name == "of_kind"

        found = confirm(judge, Sets(judge.start, frozenset(), None), EFFORT, book, suffers)
    assert seen == [5, 15]
    assert [each.case.name for each in found.confirmed] == ["of_kind"]
    assert set(book) == {"of_kind"}
