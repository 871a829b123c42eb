"""What to do with a run of candidates: for each query the best index, or none; for each index what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pgworkbench.bench.run import BASE, Built, Comparison, Outcome, Relation, Run
from pgworkbench.bench.statistics import Ratio

WORTH = 1.05  # a gain whose interval begins below this is not worth an index
ALMOST = 0.99  # a hundredth of a millisecond less is no reason for an index five times as large
_SINGLE = {Relation.CANDIDATE, Relation.SERVES}


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best index for a query, `best` None where none pays. `index` is set if it is to be built.

    `confirmed` is what it brings beside all that are there, measured anew on a fresh copy; None if it was not.
    `prices` are the writes that it makes dearer (or cheaper), `rivals` the other indexes tried, best first.
    """

    query: str
    best: Comparison | None
    index: Built | None
    confirmed: Ratio | None
    prices: tuple[Comparison, ...]
    rivals: tuple[Comparison, ...]


def proposals(run: Run) -> tuple[Proposal, ...]:
    """One for each query that was read, in the run's order."""
    queries = dict.fromkeys(c.query for c in run.comparisons if c.relation in {*_SINGLE, Relation.DESIGNED})
    return tuple(_proposal(run, query) for query in queries)


def best(comparisons: Iterable[Comparison]) -> Comparison | None:
    """The largest gain; of those that cannot be told from it, or save as good as all that it saves, one that is there
    already, else the smallest.
    """
    paying = [c for c in comparisons if c.relation in _SINGLE and _low(c) >= WORTH]
    if not paying:
        return None
    top = max(paying, key=_gain)
    ties = [c for c in paying if _high(c) >= _low(top) or _saved(c) >= ALMOST * _saved(top)]
    return min(ties, key=lambda c: (c.relation is not Relation.SERVES, c.bytes, -_gain(c), c.subject))


def _proposal(run: Run, query: str) -> Proposal:
    mine = [c for c in run.comparisons if c.query == query]
    chosen = best(mine)
    rivals = sorted((c for c in mine if c.relation in _SINGLE and c is not chosen), key=lambda c: -_gain(c))
    if chosen is None:
        return Proposal(query, None, None, None, (), tuple(rivals))
    index = next((b for b in run.built if b.name == chosen.subject[0]), None)
    again = next((c.ratio for c in mine if c.relation is Relation.CONFIRMED), None)
    prices = tuple(c for c in run.comparisons if c.relation is Relation.COSTS and c.subject == chosen.subject)
    return Proposal(query, chosen, index, again, prices, tuple(rivals))


def designed(run: Run, query: str) -> Comparison | None:
    """How the query does with all the indexes that are there."""
    return next((c for c in run.comparisons if c.query == query and c.subject == (BASE,)), None)


def _gain(c: Comparison) -> float:
    return c.ratio.median if c.ratio else c.at_least or 0.0


def _saved(c: Comparison) -> float:
    """The share of the time without any index that it saves."""
    return 1 - 1 / _gain(c)


def _low(c: Comparison) -> float:
    if c.outcome is Outcome.RAN_AWAY:
        return c.at_least or 0.0
    return c.ratio.low if c.ratio is not None and c.ratio.decided else 0.0


def _high(c: Comparison) -> float:
    return c.ratio.high if c.ratio is not None else c.at_least or 0.0
