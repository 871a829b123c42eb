"""Second thoughts: what was confirmed changes what a search knows, and so where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psycopg
import pytest

from pgworkbench.bench import BenchOptions, ChooseOptions, Effort
from pgworkbench.bench.case import Case
from pgworkbench.bench.confirm import CHOSEN, START, Confirmed, Round, Sets
from pgworkbench.bench.environment import Beginning
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.laboratory import Lab, judge_on, session_on, subjects_on
from pgworkbench.bench.measure import Sample
from pgworkbench.bench.plan import Pages
from pgworkbench.bench.rethink import rethink
from pgworkbench.bench.search import Chosen, Trail
from pgworkbench.bench.settle import Settling
from pgworkbench.catalog import Name
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE thought (id integer PRIMARY KEY, kind integer, word text, said text);
INSERT INTO thought SELECT n, n * 7919 % 900, n % 70, repeat('x', 200) FROM generate_series(1, 40000) n;
CREATE INDEX thought_kind ON thought (kind);
CREATE INDEX thought_kind_said ON thought (kind, length(said));
CREATE INDEX thought_word ON thought (word);
"""
QUERIES = """
-- name: of_kind
SELECT count(said) FROM thought WHERE kind = 7;
-- name: of_word
SELECT count(said) FROM thought WHERE word = '7';
"""
KIND, WIDE, WORD = (Name("public", f"thought_{name}") for name in ("kind", "kind_said", "word"))


@pytest.fixture(scope="module")
def thought(server: Server) -> Iterator[Database]:
    with server.scratch("thought") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
            connection.execute("VACUUM ANALYZE")
        yield database


def judge_of(thought: Database, connection: psycopg.Connection) -> Bench:
    options = ChooseOptions(measure=BenchOptions(sets=1, effort=Effort(5, 5, seconds=600)))
    lab = Lab(thought, parse_workload(QUERIES), options, Beginning.now())
    lab.budget = 10**9
    session = session_on(thought, connection, lab)
    judge = judge_on(lab, session, tuple(subjects_on(lab, session)))
    judge.begin()
    return judge


def confirmed(case: Case, ms: Mapping[str, float]) -> Confirmed:
    """Five turns of these times."""
    block = {arm: (Sample(each, 0.0, each, None, 1, Pages(), 0, {}),) for arm, each in ms.items()}
    return Confirmed(case, (block,) * 5, 1, {})


def settling(judge: Bench, sets: Sets, *each: Confirmed) -> Settling:
    return Settling(judge, {}, Effort(), lambda *_: None, seen={sets.chosen}, last=Round(sets, each))


def test_what_was_confirmed_is_what_a_set_costs_from_then_on_if_the_plan_is_the_same(thought: Database) -> None:
    with thought.connect(autocommit=True) as connection:
        judge = judge_of(thought, connection)
        case, both = judge.cases[0], frozenset({KIND, WORD})
        first, plan = judge.cost(frozenset()).each["of_kind"], judge.signature(case, both)
        judge.learn("of_kind", both, ("some", "other"), 7.0)
        assert judge.cost(both).each["of_kind"] < first
        judge.learn("of_kind", both, plan, 7.0)
        assert judge.cost(both).each["of_kind"] == pytest.approx(7.0 * first)
        assert judge.cost(frozenset({WORD})).each["of_kind"] == first


def test_a_set_that_slows_a_read_in_truth_gives_way_to_one_that_does_not(thought: Database) -> None:
    """The search liked the small index; on the fresh copy it made the read slower. The wide one does as well."""
    with thought.connect(autocommit=True) as connection:
        judge, chosen = judge_of(thought, connection), frozenset({KIND, WORD})
        trail = Trail({chosen: judge.cost(chosen)})
        slow = confirmed(judge.cases[0], {CHOSEN: 30, START: 10, f"without {KIND}": 10})
        quick = confirmed(judge.cases[1], {CHOSEN: 1, START: 10, f"without {WORD}": 10})
        after = settling(judge, Sets(chosen, frozenset(), None), slow, quick)
        left: Chosen = frozenset({WORD})
        assert rethink(judge, trail, after, left) == frozenset({WIDE, WORD})
        assert trail.costs[chosen].slowed > 0
