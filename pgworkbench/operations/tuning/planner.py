"""Settings that a session may change, tried on the reads of the workload: which plans change, and what that is worth.

First the plans are compared, which costs nothing: a setting that changes none is not proposed. The queries whose plans
change are then run both ways in turns, and the ratio is of medians with a bootstrap interval.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from pgworkbench.operations.session import copied, drawn, enter
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import Parameters

_TURNS = 15
_RESAMPLES = 500
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A setting: what the server has without it (its default), and the value to be tried."""

    name: str
    default: str
    value: str


CANDIDATES = (
    Candidate("random_page_cost", "4", "1.1"),
    Candidate("work_mem", "4MB", "32MB"),
    Candidate("jit", "on", "off"),
    Candidate("effective_cache_size", "4GB", "24GB"),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a setting does to the workload's reads. `changed` are queries with another plan; `ratio` is the time with
    the default over the time with the value, by declared calls (above 1: the value is faster), with its 95 % interval;
    None if no plan changes.
    """

    candidate: Candidate
    queries: int
    changed: tuple[str, ...]
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """One sentence: what was seen."""
        if self.ratio is None or self.low is None or self.high is None:
            return f"measured: no plan of {self.queries} reads changes"
        span = f"{self.ratio:.2f} [{self.low:.2f}, {self.high:.2f}]"
        said = "faster" if self.low > 1 else "slower" if self.high < 1 else "no difference that is larger than noise"
        changed = f"{len(self.changed)} of {self.queries} reads plan otherwise"
        return f"measured: {changed}; time with {self.candidate.default} over time with this: {span}, {said}"

    @property
    def proposed(self) -> bool:
        """Whether it was seen to help."""
        return self.low is not None and self.low > 1


def try_settings(
    database: Database, workload: Workload, candidates: Sequence[Candidate] = CANDIDATES, *, seed: int = 1
) -> tuple[Tried, ...]:
    """Try each candidate alone against its default, on a copy of `database`; psycopg.Error for an unknown setting."""
    reads = Workload(tuple(query for query in workload.queries if query.kind is QueryKind.READ))
    with copied(database, "settings") as connection:
        calls = list(drawn(connection, reads, 1))
        return tuple(_tried(connection, database.roles, calls, candidate, seed) for candidate in candidates)


Calls = Sequence[tuple[Query, Parameters]]


def _tried(
    connection: psycopg.Connection, roles: Mapping[str, str], calls: Calls, candidate: Candidate, seed: int
) -> Tried:
    plans = ([_plan(connection, roles, call, (candidate.name, way)) for call in calls] for way in _ways(candidate))
    pairs = zip(calls, *plans, strict=True)
    changed = [call for call, before, after in pairs if before != after and None not in (before, after)]
    names = tuple(query.name for query, _ in changed)
    if not changed:
        return Tried(candidate, len(calls), names)
    times = [_timed(connection, roles, call, candidate) for call in changed]
    weights = [query.calls_per_hour or 1.0 for query, _ in changed]
    ratio, low, high = interval(times, weights, seed)
    return Tried(candidate, len(calls), names, ratio, low, high)


def _ways(candidate: Candidate) -> tuple[str, str]:
    return candidate.default, candidate.value


def _plan(
    connection: psycopg.Connection, roles: Mapping[str, str], call: tuple[Query, Parameters], setting: tuple[str, str]
) -> Any:
    """The plan's shape without its estimates; None if the query cannot be planned."""
    query, values = call
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [*setting])
            enter(connection, roles, query, values)
            explain = b"EXPLAIN (COSTS OFF, FORMAT JSON) " + query.statement.encode()
            row = connection.execute(explain, dict(values)).fetchone()
    except psycopg.errors.UndefinedObject:
        raise
    except psycopg.Error:
        return None
    return row[0] if row else None


def _timed(
    connection: psycopg.Connection, roles: Mapping[str, str], call: tuple[Query, Parameters], candidate: Candidate
) -> tuple[list[float], list[float]]:
    """Milliseconds with the default and with the value, in turns; the first of each is not counted."""
    times: dict[str, list[float]] = {way: [] for way in _ways(candidate)}
    for turn in range(_TURNS + 1):
        ways = _ways(candidate) if turn % 2 else _ways(candidate)[::-1]
        for way in ways:
            times[way].append(_run(connection, roles, call, (candidate.name, way)))
    return times[candidate.default][1:], times[candidate.value][1:]


def _run(
    connection: psycopg.Connection, roles: Mapping[str, str], call: tuple[Query, Parameters], setting: tuple[str, str]
) -> float:
    query, values = call
    with connection.transaction(force_rollback=True):
        connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [*setting])
        enter(connection, roles, query, values)
        begun = time.perf_counter()
        connection.execute(query.statement.encode(), dict(values))
        return (time.perf_counter() - begun) * 1000


def interval(
    times: Sequence[tuple[Sequence[float], Sequence[float]]], weights: Sequence[float], seed: int
) -> tuple[float, float, float]:
    """Ratio of the weighted sums of medians, and its 95 % bootstrap interval (samples drawn within each query)."""
    chance = random.Random(seed)  # noqa: S311  (a resampling, not a secret)

    def ratio(drawn_times: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float:
        before, after = (
            sum(weight * statistics.median(each[way]) for weight, each in zip(weights, drawn_times, strict=True))
            for way in (0, 1)
        )
        return before / after if after else 1.0

    resampled = sorted(
        ratio([(chance.choices(a, k=len(a)), chance.choices(b, k=len(b))) for a, b in times]) for _ in range(_RESAMPLES)
    )
    low, high = (resampled[round(share * (_RESAMPLES - 1))] for share in _INTERVAL)
    return ratio(times), low, high
