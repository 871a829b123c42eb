"""What was looked at before and after files ran on somebody's database, and how each came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check came out; only FAILED stops a run."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check: its name, how it came out, and what was seen."""

    name: str
    outcome: Outcome
    said: str

    def __str__(self) -> str:
        return f"{self.outcome.value:<8} {self.name}: {self.said}"


Verdicts = tuple[Verdict, ...]


def passed(name: str, said: str) -> Verdict:
    """All is well."""
    return Verdict(name, Outcome.PASSED, said)


def warned(name: str, said: str) -> Verdict:
    """To be known, but no reason to stop."""
    return Verdict(name, Outcome.WARNING, said)


def failed(name: str, said: str) -> Verdict:
    """A reason to stop."""
    return Verdict(name, Outcome.FAILED, said)


def skipped(name: str, said: str) -> Verdict:
    """It could not be looked at; `said` is why."""
    return Verdict(name, Outcome.SKIPPED, said)


def failures(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The reasons to stop."""
    return tuple(f"{verdict.name}: {verdict.said}" for verdict in verdicts if verdict.outcome is Outcome.FAILED)
