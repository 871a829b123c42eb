"""What recorded runs say of a query and of an index: times as measured, and what an index gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pgworkbench.site.content import RecordedRun

_GAINS = {"serves", "together"}
_MEASURED, _RAN_AWAY, _SAME = "measured", "ran away", "same plan"


@dataclass(frozen=True, slots=True)
class Measured:
    """A query in one arm of a run: the sum of the medians over its parameter sets (ms)."""

    run: str
    query: str
    arm: str
    milliseconds: float
    rows: int
    pages: int


@dataclass(frozen=True, slots=True)
class Gain:
    """What an index is worth to a query: how many times longer without it, with its interval, in words."""

    run: str
    query: str
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known from recorded runs: times by query, gains by index."""

    times: Mapping[str, Sequence[Measured]]
    gains: Mapping[str, Sequence[Gain]]

    def designed(self, query: str) -> Measured | None:
        """The time of a query in the design itself: the first arm of the first run that measured it."""
        return next(iter(self.times.get(query, ())), None)


def evidence(runs: Sequence[RecordedRun]) -> Evidence:
    """Everything that the runs measured."""
    times: dict[str, list[Measured]] = {}
    gains: dict[str, list[Gain]] = {}
    for run in runs:
        for measured in _times(run):
            times.setdefault(measured.query, []).append(measured)
        for index, gain in _gains(run):
            gains.setdefault(index, []).append(gain)
    return Evidence(times, gains)


def _times(run: RecordedRun) -> Iterator[Measured]:
    for timing in run.results.get("timings", ()):
        sets = timing["sets"]
        pages = sum(each["pages"].get("hit", 0) + each["pages"].get("read", 0) for each in sets)
        spent = sum(each["execution_ms"] or 0 for each in sets)
        yield Measured(run.name, timing["query"], timing["arm"], spent, sum(each["rows"] for each in sets), pages)


def _gains(run: RecordedRun) -> Iterator[tuple[str, Gain]]:
    for compared in run.results.get("comparisons", ()):
        words = _words(compared)
        if compared["relation"] in _GAINS and words:
            for index in compared["subject"]:
                yield index, Gain(run.name, compared["query"], words)


def _words(compared: Mapping[str, Any]) -> str:
    if compared["outcome"] == _SAME:
        return "same plan without it"
    if compared["outcome"] == _RAN_AWAY and compared.get("at_least"):
        return f"at least {compared['at_least']:.3g} times longer without it"
    ratio = compared.get("ratio")
    if compared["outcome"] != _MEASURED or ratio is None:
        return ""
    return f"{ratio['median']:.3g} times longer without it ({ratio['low']:.3g} to {ratio['high']:.3g})"
