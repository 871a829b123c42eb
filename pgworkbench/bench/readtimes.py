"""How long reads take: each plan timed once, beside the fastest of its query so far, given up where that is plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from pgworkbench.bench.case import Case
from pgworkbench.bench.interleave import Effort, collect, totals
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Limits, Session
from pgworkbench.bench.statistics import median, paired_ratio
from pgworkbench.bench.trial import GIVEN_UP, Subject, Warm, first_visit, visit
from pgworkbench.catalog import Name

Signature: TypeAlias = tuple[str, ...]  # what tells a query's plans from others

_SLOW = 1.5  # so many times slower than the best is slower, without a second look
_LONG_MS, _PROMISING = 25.0, 0.95  # what takes long gets further turns only if its first was so much quicker
_DOUBT = 1.1  # or if it seems slower than what is there: for that a set may be barred
_FAR = 3  # so many times slower, and the machine need not be asked how busy it is
_PATIENT = 5  # so many times the best, and the query is given up
_LEAST_LIMIT_MS = 500
_HOPE = 4  # where nothing has ended yet, each plan gets so many times less of the limit than the one before
_LEAST_HOPE_MS = 1000
_GRACE = 5  # seconds over the time, for what is needed to tell a set's cost
LONG_S = 0.6  # seconds for the turns of one plan, beyond the fewest
_QUICK = Effort(fewest=3, most=9, precision=0.04)


@dataclass(slots=True)
class _Timed:
    """What a plan of a query took, and what to leave out to get it."""

    without: tuple[Name, ...]
    ms: float


@dataclass(slots=True)
class ReadTimes:
    """Times of plans (ms of all parameter sets of a query). `deadline` is by time.monotonic(); `seconds`: for the turns
    of one plan, beyond the fewest; `runs`: plans timed.
    """

    session: Session
    seed: int = 1
    deadline: float = float("inf")
    seconds: float = LONG_S
    runs: int = 0
    _times: dict[tuple[str, Signature], float] = field(default_factory=dict)
    _best: dict[str, _Timed] = field(default_factory=dict)  # of each query the fastest plan so far
    _first: dict[str, _Timed] = field(default_factory=dict)  # of each query what was timed first: what is there
    _ended: dict[str, int] = field(default_factory=dict)  # how many plans of a query ran away before any ended

    def known(self, case: Case, plan: Signature) -> float | None:
        """The ms of a call; None if the plan was not timed."""
        found = self._times.get((case.name, plan))
        return None if found is None else found / len(case.subject.sets)

    def ms(self, case: Case, plan: Signature, without: tuple[Name, ...]) -> float:
        """The ms of a call, timed if it was not yet; `without` are the indexes to leave out to get the plan."""
        if (case.name, plan) not in self._times:
            self.runs += 1
            self._times[case.name, plan] = took = self._timed(case, without)
            self._first.setdefault(case.name, _Timed(without, took))
        return self._times[case.name, plan] / len(case.subject.sets)

    def learn(self, case: Case, plan: Signature, ms: float) -> None:
        """Take it that a call takes so long with a plan: it was looked at closer elsewhere."""
        self._times[case.name, plan] = ms * len(case.subject.sets)

    def ran_away(self, case: Case, plan: Signature) -> None:
        """Take it that the plan takes the limit: it was given up there."""
        self._times[case.name, plan] = limit = self._limit(case)
        self._first[case.name] = _Timed((), limit)
        self._ended[case.name] = 1

    def _limit(self, case: Case) -> float:
        """What is counted for a plan that does not end, when nothing better is known: the limit, for each set."""
        return float(self.session.limits.statement_ms) * len(case.subject.sets)

    def _timed(self, case: Case, without: tuple[Name, ...]) -> float:
        """Beside the best so far, unless it is clearly slower. What runs away is no better than what was there: that it
        would have ended soon after is no gain that anyone saw.
        """
        best = self._best.get(case.name)
        allowed = self._allowed(case, best)
        subject = replace(case.subject, session=replace(self.session, limits=Limits(allowed)))
        try:
            warm = first_visit(subject, without)
        except GIVEN_UP:
            if best is None:
                self._ended[case.name] = self._ended.get(case.name, 0) + 1
                return self._limit(case)
            return max(float(allowed), _PATIENT * best.ms, self._first[case.name].ms)
        ms = self._compared(subject.patient(), without, best, warm)
        first = self._first.get(case.name)
        if best is not None and first is not None and _DOUBT * first.ms < ms < _SLOW * first.ms:
            ms = self._beside(subject.patient(), without, first, warm.repeats) or ms
        if best is None or ms < best.ms:
            self._best[case.name] = _Timed(without, ms)
        return ms

    def _compared(self, subject: Subject, without: tuple[Name, ...], best: _Timed | None, warm: Warm) -> float:
        """The ms of all sets, by as few turns beside the best as will do."""
        once = sum(sample.execution_ms for sample in warm.samples)
        if best is not None and once > _FAR * best.ms:
            return once
        if best is not None and (best.ms > _LONG_MS or once > _SLOW * best.ms):
            # The machine may be busier than when the best was measured: what counts is how much slower this is now.
            now = sum(sample.execution_ms for sample in visit(subject, best.without, warm.repeats)())
            if once > (_PROMISING if best.ms > _LONG_MS else _SLOW) * now:
                return best.ms * max(once / max(now, 1e-6), 1.0)
        return self._beside(subject, without, best, warm.repeats) or once

    def _allowed(self, case: Case, best: _Timed | None) -> int:
        """The ms after which a statement is given up."""
        limit = self.session.limits.statement_ms
        if best is not None:
            return min(limit, max(_LEAST_LIMIT_MS, int(_PATIENT * best.ms)))
        return max(min(_LEAST_HOPE_MS, limit), limit // (_HOPE * self._ended.get(case.name, 0) or 1))

    def _beside(
        self, subject: Subject, without: tuple[Name, ...], best: _Timed | None, repeats: Sequence[int]
    ) -> float | None:
        """The ms of all sets, in turns with the best if there is one; None if there was no time."""
        visits = {"this": visit(subject, without, repeats)}
        if best is not None:
            visits["best"] = visit(subject, best.without, repeats)
        collected = collect(
            visits, replace(_QUICK, seconds=self.seconds, deadline=self.deadline + _GRACE), execution_ms, self.seed
        )
        if collected.interrupted:
            raise KeyboardInterrupt
        if not collected.blocks:
            return None
        this = totals(collected.blocks, "this", execution_ms)
        if best is None:
            return median(this)
        return best.ms * paired_ratio(this, totals(collected.blocks, "best", execution_ms), seed=self.seed).median
