"""What was measured: a Run of Timings and Comparisons, and where. Frozen; how they are stored or shown is elsewhere.

A time alone says as much about the machine as about the query: what a Run leads with are ratios, with intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pgworkbench.bench.plan import Pages
from pgworkbench.bench.statistics import Ratio
from pgworkbench.errors import BenchError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

BASE = "as designed"  # the arm that indexes are dropped from


class RunKind(StrEnum):
    """What was compared with what."""

    INDEXES = "indexes"  # the same schema, without one index at a time
    VARIANTS = "variants"  # the same rows in several schemas
    CANDIDATES = "candidates"  # no index, and one index at a time: those there are and those there could be


class Relation(StrEnum):
    """What a compared thing is to the query."""

    SERVES = "serves"  # an index that is there for it
    COSTS = "costs"  # an index that its writes must maintain
    TOGETHER = "together"  # all that serve it, dropped at once
    NOISE = "noise"  # the same thing measured twice: what this machine calls a difference today
    VARIANT = "variant"  # another schema
    CANDIDATE = "candidate"  # an index that could be there
    DESIGNED = "designed"  # all indexes that are there
    CONFIRMED = "confirmed"  # the best candidate beside all that are there, measured anew on a fresh copy


class Outcome(StrEnum):
    """How a comparison ended."""

    MEASURED = "measured"
    SAME_PLAN = "same plan"  # the plan is the same without it, so is the time: nothing to measure
    RAN_AWAY = "ran away"  # given up at the limit: the ratio is at least `at_least`
    FAILED = "failed"  # the query cannot be run without it; the note says why
    UNFINISHED = "unfinished"  # interrupted, or out of time, before one pair was complete


@dataclass(frozen=True, slots=True)
class SetTiming:
    """One parameter set in one arm: medians of the times (ms), rows, pages, bytes of WAL, indexes read."""

    parameters: Mapping[str, str | None]
    execution_ms: float
    planning_ms: float
    client_ms: float  # of the plain query, once, all rows fetched
    processor_ms: float | None
    rows: int
    pages: Pages
    wal_bytes: int
    indexes: tuple[str, ...]
    plan: str  # key in Timing.plans


@dataclass(frozen=True, slots=True)
class Timing:
    """One query in one arm. `blocks[i][j]` is the execution time (ms) of set j in block i; `plans` by fingerprint."""

    query: str
    arm: str
    sets: tuple[SetTiming, ...]
    blocks: tuple[tuple[float, ...], ...]
    plans: Mapping[str, Any]
    target_ms: float | None = None
    calls_per_hour: float | None = None
    updates: tuple[int, int] = (0, 0)  # rows updated in one visit, and how many needed no new index entry (HOT)

    @property
    def execution_ms(self) -> float:
        """All parameter sets, one after the other: the sum of their medians."""
        return sum(s.execution_ms for s in self.sets)

    @property
    def pages(self) -> int:
        """Pages touched by all parameter sets."""
        return sum(s.pages.touched for s in self.sets)

    @property
    def indexes(self) -> tuple[str, ...]:
        """The indexes that any of its plans read."""
        return tuple(sorted({index for s in self.sets for index in s.indexes}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many times longer `query` takes in `arm` than in `base`: above 1, what `arm` lacks is worth having.

    In a run of VARIANTS or CANDIDATES it is the other way round, unless CONFIRMED: longer in `base` than in `arm`.
    `subject` names what is compared (indexes, or a variant), `bytes` is its size, `sets` are the ratios of each
    parameter set, in order.
    """

    query: str
    base: str
    arm: str
    relation: Relation
    subject: tuple[str, ...]
    outcome: Outcome
    ratio: Ratio | None = None
    sets: tuple[Ratio, ...] = ()
    at_least: float | None = None
    used: bool = False  # whether a plan of `base` reads an index of `subject`
    bytes: int = 0
    pages: tuple[int, int] | None = None  # in base, in arm
    same_rows: bool = True
    note: str = ""
    metric: str = "execution time"


@dataclass(frozen=True, slots=True)
class Failure:
    """A query that could not be measured, and why."""

    query: str
    reason: str


@dataclass(frozen=True, slots=True)
class Built:
    """An index that was built to be tried: how to make it (SQL, and the line of a SQLAlchemy model), what it weighs
    (bytes), how long it took to build (ms), and the queries that it was thought of for.
    """

    name: str
    kind: str
    ddl: str
    bytes: int
    build_ms: float
    queries: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where and when: enough to run it again elsewhere and to judge the difference."""

    server: str
    settings: Mapping[str, str]
    machine: Mapping[str, str]
    libraries: Mapping[str, str]
    labels: Mapping[str, str]  # design fingerprint, profile, seed of the rows: whatever the caller knows
    options: Mapping[str, str]
    started: str  # ISO 8601, UTC
    seconds: float
    load: tuple[float, float]  # load average of one minute, before and after


@dataclass(frozen=True)
class Run:
    """Everything that one call of `bench` or `compare` found out."""

    kind: RunKind
    environment: Environment
    timings: tuple[Timing, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    failures: tuple[Failure, ...] = ()
    built: tuple[Built, ...] = ()
    notes: tuple[str, ...] = field(default=())
    complete: bool = True

    def timing(self, query: str, arm: str = BASE) -> Timing:
        """The timing of a query in an arm; UnknownNameError if there is none."""
        for timing in self.timings:
            if (timing.query, timing.arm) == (query, arm):
                return timing
        arms = {t.arm for t in self.timings if t.query == query}
        if arms:
            raise UnknownNameError(f"arm of {query}", arm, arms)
        raise UnknownNameError("measured query", query, {t.query for t in self.timings})

    def comparison(self, query: str, *subject: str) -> Comparison:
        """The comparison of a query with what `subject` names (indexes, or a variant)."""
        for comparison in self.comparisons:
            if (comparison.query, comparison.subject) == (query, subject):
                return comparison
        known = {", ".join(c.subject) for c in self.comparisons if c.query == query}
        raise UnknownNameError(f"comparison of {query}", ", ".join(subject), known)

    def frame(self) -> pd.DataFrame:
        """One row a comparison, what gains most first: ratios and intervals before times."""
        import pandas as pd  # slow to import, and only people ask for it

        if not self.comparisons:
            raise BenchError("this run compared nothing: no index claims to serve a query that could be measured")
        rows = [self._row(c) for c in self.comparisons if c.relation is not Relation.NOISE]
        return pd.DataFrame(rows).sort_values(["gain", "query"], ascending=[False, True], ignore_index=True)

    def _row(self, c: Comparison) -> dict[str, Any]:
        times = {t.arm: t.execution_ms for t in self.timings if t.query == c.query}
        shown = c.ratio or Ratio(c.at_least or (1.0 if c.outcome is Outcome.SAME_PLAN else float("nan")), *_NONE)
        return {
            "query": c.query,
            "subject": ", ".join(c.subject),
            "relation": str(c.relation),
            "gain": shown.median,
            "low": shown.low,
            "high": shown.high,
            "pairs": shown.pairs,
            "decided": c.ratio is not None and c.ratio.decided,
            "used": c.used,
            "pages": c.pages[0] if c.pages else None,
            "pages_without": c.pages[1] if c.pages else None,
            "ms": times.get(c.base),
            "ms_without": times.get(c.arm),
            "bytes": c.bytes,
            "metric": c.metric,
            "outcome": str(c.outcome),
            "note": c.note,
        }


_NONE = (float("nan"), float("nan"), 0)
