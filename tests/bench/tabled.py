"""A judge of sets whose costs are written down; not a test."""

from __future__ import annotations

from collections.abc import Callable

from pgworkbench.bench.search import Chosen, Cost
from pgworkbench.catalog import Name

A, B, C, D, E, F = names = tuple(Name("public", letter) for letter in "abcdef")
SIZES = {A: 10, B: 10, C: 30, D: 5, E: 40, F: 1}


class Table:
    """A judge by a formula; estimates may be wrong."""

    competitors = names

    def __init__(self, times: Callable[[Chosen], dict[str, float]], budget: int = 1000, wrong: float = 1.0) -> None:
        self.times, self.budget, self.wrong, self.measured = times, budget, wrong, list[Chosen]()

    def cost(self, chosen: Chosen) -> Cost:
        self.measured.append(chosen)
        return self._cost(self.times(chosen), chosen)

    def estimate(self, chosen: Chosen) -> Cost:
        return self._cost({query: ms * self.wrong for query, ms in self.times(chosen).items()}, chosen)

    def _cost(self, each: dict[str, float], chosen: Chosen) -> Cost:
        size = sum(SIZES[name] for name in chosen)
        return Cost(sum(each.values()), 0.0, size, each, max(0.0, size / self.budget - 1))

    def exchangeable(self, one: Name, other: Name) -> bool:
        return one != other

    def allowed(self, chosen: Chosen) -> bool:
        return F in chosen

    def over(self) -> bool:
        return False


def times(chosen: Chosen) -> dict[str, float]:
    """`a` and `b` serve the same query; `c` and `d` help only together; `e` costs and serves nothing."""
    first = 1.0 if B in chosen else 2.0 if A in chosen else 100.0
    second = 1.0 if {C, D} <= chosen else 50.0
    return {"first": first, "second": second, "write": 10.0 + (5.0 if E in chosen else 0.0)}
