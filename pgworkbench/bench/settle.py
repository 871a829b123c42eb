"""The last word on a set: confirmed in rounds on a fresh copy, without what does not pay, without what slows a read."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pgworkbench.bench.confirm import RUNNER, START, Confirmed, Round, Sets, confirm, ratio_of_all
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.recommend import Verdict, slowing, unpaid
from pgworkbench.bench.run import Built
from pgworkbench.bench.search import Chosen
from pgworkbench.catalog import Name

_ROUNDS = 8  # of confirming, as long as a member turns out not to pay
_SAME = 1.01  # a runner-up this close that cannot be told apart is as good
_LEAST_SECONDS = 0.5  # for one query
_SHARE = 3  # rounds that the time that is left should be enough for


@dataclass(slots=True)
class Settling:
    """What is confirmed on `judge` (a fresh copy), how it is told, and the last complete round."""

    judge: Bench
    built: dict[Name, Built]
    effort: Effort
    tell: Callable[[str, int], None]
    seen: set[Chosen] = field(default_factory=set)
    last: Round | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What the last complete round said."""
        if self.last is None:
            return None
        pool = self.judge.pool
        return Verdict(self.last.sets, self.last.confirmed, self.built, pool.sizes, pool.indexes)


def settle(settling: Settling, chosen: Chosen, runner: Chosen | None) -> None:
    """Rounds until the set stands as it is; `settling` holds the last one, whatever happens meanwhile."""
    judge = settling.judge
    for number in range(_ROUNDS):
        settling.tell("confirming", number + 1)
        sets = Sets(chosen, judge.start, runner if runner != chosen else None)
        settling.seen.add(chosen)
        settling.last = confirm(judge, sets, _effort(settling), settling.last)
        after = _reconsidered(settling)
        if after in settling.seen or time.monotonic() > judge.deadline:
            return
        chosen = after


def _effort(settling: Settling) -> Effort:
    """As much for each query as the time that is left has for all of them, some rounds long."""
    left = settling.judge.deadline - time.monotonic()
    seconds = left / (_SHARE * max(len(settling.judge.cases), 1))
    return replace(settling.effort, seconds=min(settling.effort.seconds, max(seconds, _LEAST_SECONDS)))


def _reconsidered(settling: Settling) -> Chosen:
    """Without members that slow a read or do not pay; the runner-up if it is better; what is there if that is."""
    verdict, judge = settling.verdict, settling.judge
    if verdict is None or not verdict.confirmed:
        return judge.start
    sets, bounds = verdict.sets, judge.bounds
    out, back = slowing(verdict, bounds.slower)
    if out or back:
        return (sets.chosen - out) | back
    if len(settling.seen) == 1 and sets.runner is not None and _better(settling, verdict, sets.runner):
        return sets.runner  # asked once: from then on a set only gets smaller, so it comes to an end
    if idle := unpaid(verdict, judge):
        return sets.chosen - idle
    before = ratio_of_all(verdict.confirmed, START, seed=judge.seed)
    worse = before is not None and before.high < 1 and _bytes(judge, sets.start) <= bounds.bytes
    return sets.start if worse else sets.chosen


def _better(settling: Settling, verdict: Verdict, runner: Chosen) -> bool:
    """Whether the runner-up is faster, or cannot be told apart and is smaller."""
    judge = settling.judge
    beside = ratio_of_all(verdict.confirmed, RUNNER, seed=judge.seed)
    if beside is None or _slowed(verdict.confirmed, judge.bounds.slower):
        return False
    smaller = _bytes(judge, runner) < _bytes(judge, verdict.sets.chosen)
    return beside.high < 1 or (smaller and not beside.decided and beside.median < _SAME)


def _slowed(confirmed: Sequence[Confirmed], slower: float) -> bool:
    """Whether some read takes longer with the runner-up than what is there allows."""
    reads = (each for each in confirmed if not each.case.writes)
    return any(_median(each.series(RUNNER)) > slower * _median(each.series(START)) for each in reads)


def _median(series: Sequence[float]) -> float:
    return sorted(series)[len(series) // 2]


def _bytes(judge: Bench, chosen: Chosen) -> int:
    return sum(judge.pool.sizes.get(name, 0) for name in chosen)
