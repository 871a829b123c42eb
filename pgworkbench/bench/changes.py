"""Two runs of the same questions: what changed beyond noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pgworkbench.bench.run import Comparison, Relation, Run
from pgworkbench.errors import BenchError

Key: TypeAlias = tuple[str, tuple[str, ...], str]  # query, subject, metric


class Verdict(StrEnum):
    """What became of a comparison."""

    LARGER = "larger"  # the gain grew: the intervals do not touch
    SMALLER = "smaller"
    SAME = "same"  # the intervals touch: nothing can be said
    OUTCOME = "another outcome"
    APPEARED = "appeared"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """A comparison before and after; one of them is None if it is only in the other run."""

    before: Comparison | None
    after: Comparison | None
    verdict: Verdict

    @property
    def query(self) -> str:
        """The query that it is about."""
        return next(c.query for c in (self.before, self.after) if c is not None)


def changes(before: Run, after: Run) -> tuple[Change, ...]:
    """Every comparison of two runs, in order of their names; BenchError if the runs are of different kinds.

    Ratios of one run are within that run, so two runs may come from different machines.
    """
    if before.kind is not after.kind:
        raise BenchError(f"a run of {before.kind} and one of {after.kind} answer different questions")
    old, new = _by_key(before), _by_key(after)
    return tuple(_change(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()))


def _by_key(run: Run) -> Mapping[Key, Comparison]:
    return {(c.query, c.subject, c.metric): c for c in run.comparisons if c.relation is not Relation.NOISE}


def _change(before: Comparison | None, after: Comparison | None) -> Change:
    return Change(before, after, _verdict(before, after))


def _verdict(before: Comparison | None, after: Comparison | None) -> Verdict:
    if before is None:
        return Verdict.APPEARED
    if after is None:
        return Verdict.GONE
    if before.outcome is not after.outcome:
        return Verdict.OUTCOME
    if before.ratio is None or after.ratio is None:
        return Verdict.SAME
    if after.ratio.low > before.ratio.high:
        return Verdict.LARGER
    return Verdict.SMALLER if after.ratio.high < before.ratio.low else Verdict.SAME
