"""Second thoughts: what a fresh copy showed is put into the search's books, and the search goes on from there.

A search times a plan in passing, and takes what it saw for the truth. If a set that it liked slows a read on the fresh
copy, taking out an index cures that, but some other set may lose less by it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

from pgworkbench.bench.confirm import START, Round
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.search import Chosen, Trail, search
from pgworkbench.bench.settle import Settling

_SHARE = 0.3  # of the time that is left for confirming
_STRICT, _WEIGHT = 0.5, 50.0  # of what a read may get slower so much is aimed at, now that sets fall by it


def rethink(judge: Bench, trail: Trail, settling: Settling, left: Chosen) -> Chosen | None:
    """The best set that slows nothing by all that is known now, has nothing that slowed a query on the fresh copy and
    was not confirmed yet, found from `left`; None if there is none. `judge` is that of the search, on its copy.
    """
    shown, fresh, now = settling.last, settling.judge, time.monotonic()
    if shown is None or now > fresh.deadline:
        return None
    judge.deadline = now + _SHARE * max(fresh.deadline - now, 0.0)
    judge.bounds = replace(fresh.bounds, slower=1 + _STRICT * (fresh.bounds.slower - 1), weight=_WEIGHT)
    _learn(judge, shown, fresh)
    trail.costs.update({chosen: judge.cost(chosen) for chosen in trail.costs})
    judge.barred = frozenset(settling.barred)
    search(judge, (left,), trail)
    fit = (f for f in trail.best() if f.cost.sound and f.chosen not in settling.seen and not f.chosen & judge.barred)
    return next((found.chosen for found in fit), None)


def _learn(judge: Bench, shown: Round, fresh: Bench) -> None:
    """How many times as long as before each read takes with each set that was measured."""
    for each in (each for each in shown.confirmed if not each.case.writes):
        before = median(each.series(START))
        for arm, chosen in shown.sets.arms().items():
            judge.learn(each.case.name, chosen, fresh.signature(each.case, chosen), median(each.series(arm)) / before)
