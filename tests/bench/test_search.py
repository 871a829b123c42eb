"""The search over sets, on costs that are written down: what is found, in which order, and what never is."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from pgworkbench.bench.search import (
    Chosen,
    Cost,
    Found,
    Trail,
    better,
    estimated,
    finalists,
    front,
    search,
)
from pgworkbench.bench.starts import densest
from pgworkbench.catalog import Name

from .tabled import A, B, C, D, F, Table, names, times

KEEP = frozenset({F})
STARTS = (KEEP, frozenset(names))


def test_the_best_set_is_found_from_several_starts_and_every_step_is_allowed() -> None:
    judge = Table(times)
    found = search(judge, STARTS)
    assert found[0].chosen == {B, C, D, F}
    assert all(F in chosen for chosen in judge.measured)
    assert len(judge.measured) == len(set(judge.measured))


@pytest.mark.parametrize("wrong", [0.3, 1.0, 1.01])
def test_estimates_that_are_wrong_by_a_factor_lead_there_too(wrong: float) -> None:
    assert search(Table(times, wrong=wrong), STARTS)[0].chosen == {B, C, D, F}


def test_a_budget_is_kept_to_even_from_a_start_that_breaks_it() -> None:
    found = search(Table(times, budget=12), STARTS)
    assert {each.chosen for each in found} == {frozenset({B, F})}
    assert found[0].cost.broken == 0


def test_where_nothing_pays_nothing_is_chosen() -> None:
    idle = Table(lambda _: {"q": 10.0})
    assert [each.chosen for each in search(idle, STARTS)] == [KEEP]


def test_a_gain_that_no_query_feels_is_no_gain() -> None:
    hardly = Table(lambda chosen: {"q": 10.0 - 0.005 * len(chosen)})
    assert search(hardly, STARTS)[0].chosen == KEEP


def test_the_same_answers_lead_the_same_way() -> None:
    first, second = Table(times), Table(times)
    assert search(first, STARTS) == search(second, STARTS)
    assert first.measured == second.measured


def test_a_start_by_estimates_measures_nothing() -> None:
    judge = Table(times)
    assert estimated(judge, KEEP) == {B, F}
    assert judge.measured == []


@pytest.mark.parametrize("seed", range(20))
def test_random_additive_gains_are_solved_as_by_trying_everything(seed: int) -> None:
    """Every index serves a query of its own and costs the write: the best set is known."""
    shuffled = random.Random(seed)  # noqa: S311 - no secret
    gain = {name: shuffled.choice([0.0, 20.0, 60.0]) for name in names}
    price = {name: shuffled.choice([0.0, 5.0, 30.0]) for name in names}

    def formula(chosen: Chosen) -> dict[str, float]:
        served = {str(name): 70.0 - (gain[name] if name in chosen else 0.0) for name in names}
        return {**served, "write": 10.0 + sum(price[name] for name in chosen)}

    judge = Table(formula)
    every = [KEEP | set(some) for count in range(6) for some in combinations(names[:5], count)]
    least = min(judge.estimate(frozenset(some)).total for some in every)
    assert search(judge, STARTS)[0].cost.total <= least + 1.0


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (Cost(1, 0, 9, {"q": 1}), Cost(2, 0, 1, {"q": 2}), True),
        (Cost(2, 0, 1, {"q": 2}), Cost(2, 0, 9, {"q": 2}), True),
        (Cost(2.2, 0, 1, {"q": 2.2}), Cost(2, 0, 9, {"q": 2}), False),
        (Cost(1, 0, 9, {"q": 1}, broken=0.5), Cost(2, 0, 1, {"q": 2}), False),
        (Cost(5, 0, 9, {"q": 5}), Cost(2, 0, 1, {"q": 2}, broken=0.5), True),
        # as much in all, but one query pays what another gains
        (Cost(10, 0, 1, {"q": 9, "p": 1}), Cost(10, 0, 9, {"q": 5, "p": 5}), False),
    ],
)
def test_what_is_better(new: Cost, old: Cost, expected: object) -> None:
    assert better(new, old) is expected


def test_the_front_holds_what_no_other_beats() -> None:
    trail = Trail()
    search(Table(times), STARTS, trail)
    sets = front(trail.costs)
    assert [each.cost.bytes for each in sets] == sorted(each.cost.bytes for each in sets)
    assert [each.cost.reads for each in sets] == sorted((each.cost.reads for each in sets), reverse=True)
    assert sets[0].chosen == KEEP
    assert sets[-1].chosen == {B, C, D, F}


def test_at_a_bound_one_index_goes_for_another_of_another_table() -> None:
    class Apart(Table):
        def exchangeable(self, one: Name, other: Name) -> bool:
            return one == other

    def served(chosen: Chosen) -> dict[str, float]:
        return {"small": 40.0 if A in chosen else 50.0, "large": 10.0 if C in chosen else 100.0}

    found = search(Apart(served, budget=35), [frozenset({A, F})])
    assert found[0].chosen == {C, F}


def test_what_is_confirmed_kept_to_the_bounds_unless_another_is_much_quicker() -> None:
    slow = Found(frozenset({F, A}), Cost(100, 0, 9, {"q": 100}))
    quick = Found(frozenset({F, B}), Cost(60, 0, 9, {"q": 60}, slowed=0.02))
    wild = Found(frozenset({F, C}), Cost(1, 0, 9, {"q": 1}, broken=9))
    assert finalists([slow, quick, wild], KEEP, KEEP) == (quick.chosen, slow.chosen)
    level = Found(frozenset({F, B}), Cost(98, 0, 9, {"q": 98}, slowed=0.02))
    assert finalists([slow, level, wild], KEEP, KEEP) == (slow.chosen, level.chosen)
    assert finalists([], KEEP, frozenset({A})) == ({A}, None)


def test_what_takes_more_bytes_than_allowed_is_not_confirmed_however_quick_it_is() -> None:
    """Not even as the next best, which would be taken if it were quicker; unless nothing keeps to them."""
    kept = Found(frozenset({F, A}), Cost(100, 0, 9, {"q": 100}))
    large, larger = (Found(frozenset({F, each}), Cost(1, 0, 90, {"q": 1}, broken=by)) for each, by in ((B, 1), (C, 2)))
    assert finalists([large, kept], KEEP, KEEP) == (kept.chosen, None)
    assert finalists([larger, large], KEEP, KEEP) == (large.chosen, None)


def test_the_way_to_the_best_set_may_lead_by_one_that_slows_a_read() -> None:
    """`a` makes one read a hundred times quicker and another slower, until `b` is there, which alone is of no use."""

    class Bound(Table):
        def _cost(self, each: dict[str, float], chosen: Chosen) -> Cost:
            cost = super()._cost(each, chosen)
            return Cost(cost.reads, 0.0, cost.bytes, each, cost.broken, max(0.0, each["slowed"] - 11))

    def served(chosen: Chosen) -> dict[str, float]:
        return {"gains": 1.0 if A in chosen else 100.0, "slowed": 13.0 if A in chosen and B not in chosen else 10.0}

    judge = Bound(served)
    assert densest(judge, KEEP) == {F, A, B}
    assert search(judge, [KEEP])[0].chosen == {F, A, B}
