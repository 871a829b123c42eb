"""All writes together may get so much dearer and no more: which new indexes go, that they keep to it beyond doubt."""

from __future__ import annotations

from statistics import median

from pgworkbench.bench.confirm import CHOSEN, START, ratio_of_all
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.recommend import Verdict, more
from pgworkbench.bench.search import Chosen
from pgworkbench.catalog import Name

_LEAST_MS = 1e-9


def too_dear(verdict: Verdict, judge: Bench) -> Chosen:
    """New indexes to leave out, those first that save the writes most for what the reads lose; none if the upper end
    of the interval keeps to the limit.
    """
    writes = [each for each in verdict.confirmed if each.case.writes]
    before = ratio_of_all(writes, START, seed=judge.seed)
    if before is None or before.low * judge.bounds.dearer >= 1:
        return frozenset()
    # As much must go as the upper end is above the limit.
    now = sum(each.case.calls * median(each.series(CHOSEN)) for each in writes)
    excess = now * (1 - before.low * judge.bounds.dearer)
    prices = {name: _price(verdict, name) for name in verdict.sets.chosen - verdict.sets.start}
    order = sorted((lost / saved, name) for name, (saved, lost) in prices.items() if saved > 0)
    out = set[Name]()
    for _, name in order:
        if excess > 0 and judge.allowed(verdict.sets.chosen - out - {name}):
            out.add(name)
            excess -= prices[name][0]
    return frozenset(out)


def _price(verdict: Verdict, name: Name) -> tuple[float, float]:
    """Ms an hour that all writes save without an index, and that all reads lose."""
    arm = f"without {name}"
    saved = -sum(more(each, arm) for each in verdict.confirmed if each.case.writes)
    return saved, max(sum(more(each, arm) for each in verdict.confirmed if not each.case.writes), _LEAST_MS)
