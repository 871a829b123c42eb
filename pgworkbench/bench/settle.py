"""The last word on a set: confirmed in rounds on a fresh copy, without what does not pay, without what slows a read."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pgworkbench.bench.confirm import RUNNER, START, Confirmed, Round, Sets, confirm, ratio_of_all
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.recommend import Verdict, slower_reads, slowing, unpaid
from pgworkbench.bench.run import Built
from pgworkbench.bench.search import Chosen
from pgworkbench.catalog import Name

_ROUNDS = 8  # of confirming, as long as a member turns out not to pay
_SAME = 1.01  # a runner-up this close that cannot be told apart is as good
_LEAST_SECONDS = 0.5  # for one query
_SHARE = 3  # rounds that the time that is left should be enough for


@dataclass(slots=True)
class Settling:
    """What is confirmed on `judge` (a fresh copy), how it is told, and the last complete round.

    A round is sound if no read is slower by it than is allowed.
    """

    judge: Bench
    built: dict[Name, Built]
    effort: Effort
    tell: Callable[[str, int], None]
    seen: set[Chosen] = field(default_factory=set)
    last: Round | None = None
    sound: Round | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What the last sound round said; if there was none, the last complete one."""
        return self.of(self.sound or self.last)

    def of(self, found: Round | None) -> Verdict | None:
        """A round with what is known of its indexes."""
        if found is None:
            return None
        pool = self.judge.pool
        return Verdict(found.sets, found.confirmed, self.built, pool.sizes, pool.indexes)


def settle(settling: Settling, chosen: Chosen, runner: Chosen | None) -> None:
    """Rounds until the set stands as it is; `settling` holds the last one, whatever happens meanwhile.

    If it never comes to a sound set, what is there stays.
    """
    judge = settling.judge
    for number in range(_ROUNDS):
        _round(settling, chosen, runner, number + 1)
        after = _reconsidered(settling)
        if after in settling.seen or time.monotonic() > judge.deadline:
            break
        chosen = after
    if settling.sound is None and judge.start not in settling.seen:
        _round(settling, judge.start, runner, len(settling.seen) + 1)


def _round(settling: Settling, chosen: Chosen, runner: Chosen | None, number: int) -> None:
    settling.tell("confirming", number)
    sets = Sets(chosen, settling.judge.start, runner if runner != chosen else None)
    settling.seen.add(chosen)
    settling.last = confirm(settling.judge, sets, _effort(settling), settling.last)
    verdict = settling.of(settling.last)
    if verdict is not None and not slower_reads(verdict, settling.judge.bounds.slower):
        settling.sound = settling.last


def _effort(settling: Settling) -> Effort:
    """As much for each query as the time that is left has for all of them, some rounds long."""
    left = settling.judge.deadline - time.monotonic()
    seconds = left / (_SHARE * max(len(settling.judge.cases), 1))
    return replace(settling.effort, seconds=min(settling.effort.seconds, max(seconds, _LEAST_SECONDS)))


def _reconsidered(settling: Settling) -> Chosen:
    """Without members that slow a read or do not pay; the runner-up if it is better; what is there if that is."""
    verdict, judge = settling.of(settling.last), settling.judge
    if verdict is None or not verdict.confirmed:
        return judge.start
    sets, bounds = verdict.sets, judge.bounds
    out, back = slowing(verdict, bounds.slower)
    if out or back:
        # A whole set that slows nothing is worth more than what is left of one that does.
        sound = len(settling.seen) == 1 and sets.runner is not None and not _slowed(verdict.confirmed, bounds.slower)
        return sets.runner if sound and sets.runner is not None else (sets.chosen - out) | back
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
