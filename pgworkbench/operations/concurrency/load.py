"""What a load test saw: values only. Times are milliseconds of a whole transaction, as the client waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DEADLOCK, SERIALIZATION, LOCK_TIMEOUT, STATEMENT_TIMEOUT = "40P01", "40001", "55P03", "57014"
_NEAR_BEST = 0.9  # of the best throughput: what the clients beyond the knee add is within the noise of a run


@dataclass(frozen=True, slots=True)
class Latency:
    """One query at one number of clients. `failed` counts calls by SQLSTATE; the times are of all calls."""

    query: str
    calls: int
    p50: float
    p95: float
    p99: float
    longest: float
    target_ms: float | None = None
    failed: Mapping[str, int] | None = None

    @property
    def missed(self) -> bool:
        """Whether more than one call in twenty took longer than the query's target."""
        return self.target_ms is not None and self.p95 > self.target_ms


@dataclass(frozen=True, slots=True)
class Wait:
    """`query` was seen waiting for a `lock` (pg_locks.locktype, with its table if it has one) that `holder` held."""

    query: str
    holder: str
    lock: str
    samples: int


@dataclass(frozen=True, slots=True)
class Step:
    """All calls with so many clients. `waits` are of `samples` looks at pg_locks; `deadlocks` is the server's count;
    `driver` the share of one core that the clients themselves took: near 1, they are the limit and not the server.
    """

    clients: int
    seconds: float
    latencies: tuple[Latency, ...]
    waits: tuple[Wait, ...]
    samples: int
    deadlocks: int
    driver: float = 0.0

    @property
    def calls(self) -> int:
        """Transactions that were begun and ended, whichever way."""
        return sum(each.calls for each in self.latencies)

    @property
    def rate(self) -> float:
        """Transactions a second."""
        return self.calls / self.seconds if self.seconds else 0.0

    def failed(self, *states: str) -> int:
        """Calls that ended with one of these SQLSTATEs; none given: with any."""
        found = ((state, count) for each in self.latencies for state, count in (each.failed or {}).items())
        return sum(count for state, count in found if not states or state in states)


@dataclass(frozen=True, slots=True)
class Load:
    """The steps by growing number of clients. `declared` is what the workload asks for, in calls a second; `left_out`
    are queries that could not be called and why; `facts` say what the figures depend on.
    """

    steps: tuple[Step, ...]
    declared: float
    left_out: tuple[str, ...]
    facts: Mapping[str, str]

    @property
    def best(self) -> Step:
        """The step with the highest throughput."""
        return max(self.steps, key=lambda step: step.rate)

    @property
    def knee(self) -> Step:
        """The fewest clients that reach nine tenths of the best throughput: more of them only wait longer."""
        return next(step for step in self.steps if step.rate >= _NEAR_BEST * self.best.rate)

    @property
    def headroom(self) -> float:
        """The knee's throughput as a multiple of what the workload declares; infinite if it declares nothing."""
        return self.knee.rate / self.declared if self.declared else float("inf")

    def frame(self) -> pd.DataFrame:
        """A row for each number of clients."""
        import pandas as pd  # for people only

        return pd.DataFrame([
            {
                "clients": step.clients, "calls": step.calls, "calls a second": round(step.rate),
                "p50 ms": _overall(step, "p50"), "p99 ms": _overall(step, "p99"),
                "waiting": f"{sum(wait.samples for wait in step.waits)} in {step.samples} looks",
                "deadlocks": step.deadlocks, "failed": step.failed(),
                "driver": f"{step.driver:.0%}", "knee": "←" if step is self.knee else "",
            }
            for step in self.steps
        ])  # fmt: skip

    def queries(self, clients: int | None = None, most: int = 10) -> pd.DataFrame:
        """The slowest queries by their 99th percentile, with so many clients (none: at the knee)."""
        import pandas as pd  # for people only

        step = self.knee if clients is None else next(each for each in self.steps if each.clients == clients)
        return pd.DataFrame([
            {
                "query": each.query, "calls": each.calls, "p50 ms": round(each.p50, 1), "p95 ms": round(each.p95, 1),
                "p99 ms": round(each.p99, 1), "target ms": each.target_ms, "failed": dict(each.failed or {}) or "",
            }
            for each in sorted(step.latencies, key=lambda each: -each.p99)[:most]
        ])  # fmt: skip


def _overall(step: Step, name: str) -> float:
    """The mean over queries, weighted by their calls: what the mixture as a whole looks like."""
    total = sum(float(getattr(each, name)) * each.calls for each in step.latencies)
    return round(total / step.calls, 1) if step.calls else 0.0
