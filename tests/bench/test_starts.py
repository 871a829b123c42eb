"""Where a search begins, on costs that are written down."""

from __future__ import annotations

from pgworkbench.bench.search import Chosen, Cost, Trail
from pgworkbench.bench.starts import densest, refined, sparsest

from .tabled import B, C, D, E, F, Table, names, times

KEEP = frozenset({F})


def test_a_start_has_what_saves_most_for_a_byte_and_keeps_to_the_budget() -> None:
    judge = Table(times, budget=15)
    assert densest(judge, KEEP) == {F, B}
    assert densest(Table(times), KEEP) == {F, B}  # `c` and `d` help only together: no single step leads to them
    assert judge.measured == []


def test_a_start_is_thought_of_anew_once_its_estimates_turned_out_wrong() -> None:
    class Hopeful(Table):
        """Nobody knows what `e` brings before a set with it was measured: it is thought to bring all."""

        def estimate(self, chosen: Chosen) -> Cost:
            told = any(E in measured for measured in self.measured)
            cost = super().estimate(chosen)
            return self._cost({**cost.each, "first": 0.1, "second": 0.1}, chosen) if E in chosen and not told else cost

    judge, trail = Hopeful(times, budget=60), Trail()
    assert E in densest(judge, KEEP)
    assert refined(judge, KEEP, trail) == {F, B}
    assert len(judge.measured) == len(trail.costs) == 2


def test_from_all_that_is_there_what_is_missed_least_for_a_byte_goes_first() -> None:
    judge = Table(times, budget=15)
    assert sparsest(judge, frozenset(names)) == {F, B}
    assert sparsest(Table(times, budget=50), frozenset(names)) == {F, B, C, D}
    assert sparsest(Table(times), frozenset(names)) == frozenset(names)  # it keeps to it: nothing goes
    assert judge.measured == []
