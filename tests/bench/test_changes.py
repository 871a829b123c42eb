"""Two runs: what changed beyond noise, and what did not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pgworkbench.bench import Change, Outcome, Ratio, RunKind, Verdict, changes
from pgworkbench.errors import BenchError

from .values import NASTY, RUN


def verdicts(found: tuple[Change, ...]) -> dict[str, Verdict]:
    return {change.query: change.verdict for change in found if change.verdict is not Verdict.SAME}


def changed(query: str, **to: object) -> object:
    kept = (replace(c, **to) if c.query == query and c.ratio else c for c in RUN.comparisons)
    return replace(RUN, comparisons=tuple(kept))


def test_a_run_against_itself_changed_nothing() -> None:
    found = changes(RUN, RUN)
    assert len(found) == 7
    assert verdicts(found) == {}


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        (Ratio(5.0, 4.5, 5.5, 12), {"by_customer": Verdict.LARGER}),
        (Ratio(3.0, 2.5, 3.4, 12), {"by_customer": Verdict.SMALLER}),
        (Ratio(4.5, 4.3, 4.7, 12), {}),
    ],
)
def test_only_intervals_that_do_not_touch_are_a_change(ratio: Ratio, verdict: dict[str, Verdict]) -> None:
    assert verdicts(changes(RUN, changed("by_customer", ratio=ratio))) == verdict


def test_what_appeared_or_went_or_ended_otherwise_is_said() -> None:
    fewer = replace(RUN, comparisons=tuple(c for c in RUN.comparisons if c.query != NASTY))
    assert verdicts(changes(RUN, fewer)) == {NASTY: Verdict.GONE}
    assert verdicts(changes(fewer, RUN)) == {NASTY: Verdict.APPEARED}
    other = changed("by_customer", outcome=Outcome.SAME_PLAN, ratio=None)
    assert verdicts(changes(RUN, other)) == {"by_customer": Verdict.OUTCOME}


def test_runs_of_different_kinds_are_not_compared() -> None:
    with pytest.raises(BenchError, match="different questions"):
        changes(RUN, replace(RUN, kind=RunKind.VARIANTS))
