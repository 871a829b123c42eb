"""Which index is the best: by cases."""

from __future__ import annotations

import pytest

from pgworkbench.bench import Comparison, Outcome, Ratio, Relation
from pgworkbench.bench.proposal import best


def one(
    name: str, gain: float, size: int = 100, relation: Relation = Relation.CANDIDATE, spread: float = 1.02
) -> Comparison:
    ratio = Ratio(gain, gain / spread, gain * spread, 12)
    return Comparison("q", "no index", f"only {name}", relation, (name,), Outcome.MEASURED, ratio, bytes=size)


@pytest.mark.parametrize(
    ("comparisons", "name"),
    [
        ([], None),
        ([one("a", 1.02)], None),
        ([one("a", 0.5)], None),
        ([one("a", 3.0, spread=4.0)], None),
        ([one("a", 3.0), one("b", 2.0)], "a"),
        ([one("a", 3.0, 900), one("b", 2.96, 100)], "b"),  # the intervals touch: the smaller
        ([one("a", 300.0, 900), one("b", 200.0, 100)], "b"),  # both save nearly all: the smaller
        ([one("a", 3.0, 900), one("b", 2.0, 100)], "a"),
        ([one("a", 3.0, 100), one("there", 2.97, 900, Relation.SERVES)], "there"),
        ([one("all", 9.0, relation=Relation.DESIGNED), one("a", 3.0)], "a"),
    ],
)
def test_the_best_is_the_largest_gain_then_what_is_there_then_the_smallest(
    comparisons: list[Comparison], name: str | None
) -> None:
    chosen = best(comparisons)
    assert (chosen.subject[0] if chosen else None) == name


def test_a_query_that_runs_away_without_any_index_takes_the_one_that_saves_it() -> None:
    away = Comparison("q", "no index", "only a", Relation.CANDIDATE, ("a",), Outcome.RAN_AWAY, at_least=40.0)
    assert best([away, one("b", 2.0)]) == away


def test_few_pairs_propose_nothing() -> None:
    few = Comparison("q", "no index", "a", Relation.CANDIDATE, ("a",), Outcome.MEASURED, Ratio(9.0, 8.0, 10.0, 3))
    assert best([few]) is None
