"""The last word on a set: confirmed in rounds on a fresh copy, without what does not pay, without what slows a read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pgworkbench.bench.confirm import RUNNER, START, Confirmed, Round, Sets, confirm, look_again, ratio_of_all, told
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.recommend import Verdict, lost, missed, robbed, slower_reads, slowing, unpaid, wavering
from pgworkbench.bench.run import Built
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.statistics import median
from pgworkbench.bench.turns import Book
from pgworkbench.bench.writelimit import too_dear
from pgworkbench.catalog import Name

_ROUNDS = 8  # of confirming, as long as a member turns out not to pay
_NEARLY = 0.97  # as many times quicker than what is there: as good, for a smaller set
_SAME = 1.01  # a runner-up this close that cannot be told apart is as good
_SHARE = 0.6  # of the time that is left, for each round
_LOOKING = 0.4  # of the time that is left then, for a closer look at what seems to pay
_HARDLY, _MUCH = 1.05, 2.0  # a set hardly quicker takes no more bytes, but what some query misses much stays


@dataclass(slots=True)
class Settling:
    """What is confirmed on `judge` (a fresh copy), how it is told, what was measured, and the last complete round.

    A round is sound if no read is slower by it than is allowed, and the writes are not dearer. `rethink` is asked for a
    better set than what would be left of one that is not.
    """

    judge: Bench
    built: dict[Name, Built]
    effort: Effort
    tell: Callable[[str, int], None]
    rethink: Callable[[Settling, Chosen], Chosen | None] = lambda *_: None
    barred: set[Name] = field(default_factory=set)  # what slowed a query beyond doubt: not to be thought of again
    book: Book = field(default_factory=dict)
    seen: set[Chosen] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    last: Round | None = None
    sound: Round | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What the last sound round said; if there was none, the last one."""
        return self.of(self.sound or self.last)

    def of(self, found: Round | None) -> Verdict | None:
        """A round with what is known of its indexes."""
        if found is None:
            return None
        judge, pool = self.judge, self.judge.pool
        missing = [case for case in judge.cases if case.name in found.missing]
        needed = {name for case in missing for name in judge.used(case, judge.start) | judge.followed(case)}
        known = self.built, pool.sizes, pool.indexes
        return Verdict(found.sets, found.confirmed, *known, needed=frozenset(needed) & judge.start)


def settle(settling: Settling, chosen: Chosen, runner: Chosen | None) -> None:
    """Rounds until the set stands as it is; `settling` holds the last one, whatever happens meanwhile.

    Once the time is up a round has what was measured before. If none comes to a sound set, what is there stays.
    """
    for _ in range(_ROUNDS):
        _round(settling, chosen, runner)
        after = _reconsidered(settling)
        if after in settling.seen:
            break
        chosen = after
    for other in (runner, settling.judge.start):
        if settling.sound is None and other is not None and other not in settling.seen:
            _round(settling, other, None)
    _trim(settling)


def _round(settling: Settling, chosen: Chosen, runner: Chosen | None) -> None:
    """One more set: measured, and what suffers by it more often, so that no set falls for a moment's noise."""
    judge = settling.judge
    settling.seen.add(chosen)
    settling.tell("confirming", len(settling.seen))
    sets = Sets(chosen, judge.start, runner if runner != chosen else None)
    effort = replace(settling.effort, deadline=_until(judge, _SHARE))
    suffers = lambda each: bool(_hurt(settling, Round(sets, (each,))))  # noqa: E731
    settling.last = confirm(judge, sets, effort, settling.book, suffers)
    if not settling.last.interrupted and (names := _doubtful(settling, settling.last)):
        settling.last = look_again(judge, settling.last, names, settling.book, _until(judge, _LOOKING))
    _judged(settling, settling.last)
    if settling.last.interrupted:
        raise KeyboardInterrupt


def _doubtful(settling: Settling, found: Round) -> tuple[str, ...]:
    """The queries for which members seem to pay that would go, since it is not beyond doubt."""
    verdict = settling.of(found)
    return () if verdict is None or _hurt(settling, found) else wavering(verdict, unpaid(verdict, settling.judge))


def _until(judge: Bench, share: float) -> float:
    now = time.monotonic()
    return now + share * max(judge.deadline - now, 0.0)


def _judged(settling: Settling, found: Round) -> None:
    """Whether it is the best sound one so far: the last one, unless it is clearly slower or says less."""
    best, verdict = settling.sound, settling.of(found)
    if verdict is None or _hurt(settling, found) or too_dear(verdict, settling.judge):
        return
    if best is None or (found.confirmed and len(found.missing) <= len(best.missing) and _as_good(found, best)):
        settling.sound = found


def _as_good(found: Round, best: Round) -> bool:
    """Whether a round's set takes hardly longer than another's, each beside what is there, by what both confirmed."""
    names = {each.case.name for each in found.confirmed} & {each.case.name for each in best.confirmed}
    parts = ([each for each in round_.confirmed if each.case.name in names] for round_ in (found, best))
    now, then = (ratio_of_all(part, START, seed=1) for part in parts)
    return now is None or then is None or now.median >= _NEARLY * then.median


def _hurt(settling: Settling, found: Round) -> tuple[Confirmed, ...]:
    """The queries that are slower than they may be."""
    verdict, bounds = settling.of(found), settling.judge.bounds
    return () if verdict is None else (*slower_reads(verdict, bounds.slower), *robbed(verdict, bounds.dearer))


def _trim(settling: Settling) -> None:
    """If the time was up before all members paid: without those without which everything was measured anyway."""
    while (less := _smaller(settling)) is not None:
        settling.last = settling.sound = less


def _smaller(settling: Settling) -> Round | None:
    """The best sound round without its largest member that does not pay, or is hardly worth its bytes, as far as no
    measuring is missing for it.
    """
    found, judge = settling.sound, settling.judge
    verdict = settling.of(found)
    if found is None or verdict is None or found.interrupted:
        return None
    idle, dear = unpaid(verdict, judge), _hardly_worth(verdict, judge)
    for name in sorted(idle | dear, key=lambda name: (name in dear, -judge.pool.sizes.get(name, 0), name)):
        less = told(judge, replace(found.sets, chosen=found.sets.chosen - {name}), settling.book)
        if set(less.missing) <= set(found.missing) and not _hurt(settling, less):
            return less
    return None


def _reconsidered(settling: Settling) -> Chosen:
    """Without members that slow a query, make writes too dear or do not pay; the runner-up if it is better; what is
    there if that is.
    """
    verdict, judge = settling.of(settling.last), settling.judge
    if verdict is None or not verdict.confirmed:
        return judge.start
    sets, bounds = verdict.sets, judge.bounds
    out, back = slowing(verdict, bounds)
    if out or back:
        return _cured(settling, verdict, out, back)
    if dear := too_dear(verdict, judge):
        return sets.chosen - dear
    if len(settling.seen) == 1 and sets.runner is not None and _better(settling, verdict, sets.runner):
        return sets.runner  # asked once: from then on a set only gets smaller, so it comes to an end
    if idle := unpaid(verdict, judge) or _hardly_worth(verdict, judge):
        return sets.chosen - idle
    before = ratio_of_all(verdict.confirmed, START, seed=judge.seed)
    worse = before is not None and before.high < 1 and _bytes(judge, sets.start) <= bounds.bytes
    return sets.start if worse else sets.chosen


def _cured(settling: Settling, verdict: Verdict, out: Chosen, back: Chosen) -> Chosen:
    """Without what slows a query; or another set that slows nothing, if it is worth more than what is left."""
    sets = verdict.sets
    gone = [f"without {name}" for name in sorted(out)] + [f"with {name}" for name in sorted(back)]
    if sets.runner is not None and _sounder(settling, verdict, gone):
        return sets.runner
    left = (sets.chosen - out) | back
    settling.barred |= out
    settling.notes += _told_of(settling, out)
    return settling.rethink(settling, left) or left


def _told_of(settling: Settling, out: Chosen) -> Iterator[str]:
    """What somebody who misses an index in the answer should know."""
    for each in _hurt(settling, settling.last) if settling.last is not None and out else ():
        times = each.ratio(START)
        names = " and ".join(map(str, sorted(out)))
        if times is not None:
            yield f"another set was looked for, as with {names} {each.case.name} takes {times.inverse} times as long"


def _hardly_worth(verdict: Verdict, judge: Bench) -> Chosen:
    """Where all is about as quick as before, new members that bring least for their bytes and that no query misses
    much, until the set takes no more than what is there.
    """
    sets, before = verdict.sets, ratio_of_all(verdict.confirmed, START, seed=judge.seed)
    excess, out = _bytes(judge, sets.chosen) - _bytes(judge, sets.start), set[Name]()
    if not sets.start or before is None or before.median >= _HARDLY:
        return frozenset()
    sizes = {name: max(judge.pool.sizes.get(name, 0), 1) for name in sets.chosen - sets.start}
    for name in sorted(sizes, key=lambda name: (lost(verdict, f"without {name}") / sizes[name], name)):
        if excess > 0 and not missed(verdict, name, _MUCH) and judge.allowed(sets.chosen - out - {name}):
            out.add(name)
            excess -= sizes[name]
    return frozenset(out)


def _sounder(settling: Settling, verdict: Verdict, gone: Sequence[str]) -> bool:
    """Whether the runner-up slows nothing, and takes less than what would be left of the chosen set."""
    runner = verdict.sets.runner
    if runner is None or runner in settling.seen or _slowed(verdict.confirmed, settling.judge.bounds.slower):
        return False
    return bool(gone) and _hour(verdict, (RUNNER,)) < _hour(verdict, gone)


def _hour(verdict: Verdict, arms: Sequence[str]) -> float:
    """The ms that all calls of an hour take, each in the slowest of the arms."""
    return sum(each.case.calls * max(median(each.series(arm)) for arm in arms) for each in verdict.confirmed)


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
    return any(median(each.series(RUNNER)) > slower * median(each.series(START)) for each in reads)


def _bytes(judge: Bench, chosen: Chosen) -> int:
    return sum(judge.pool.sizes.get(name, 0) for name in chosen)
