"""Choices measured, not guessed: `bench(database, workload, catalog, options)` -> Run."""

from pgworkbench.bench.indexes import BenchOptions, Progress, bench
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.measure import Limits
from pgworkbench.bench.plot import plot
from pgworkbench.bench.record import read_run, record
from pgworkbench.bench.report import report
from pgworkbench.bench.run import Comparison, Environment, Failure, Outcome, Relation, Run, RunKind, Timing
from pgworkbench.bench.statistics import Ratio

__all__ = [
    "BenchOptions",
    "Comparison",
    "Effort",
    "Environment",
    "Failure",
    "Limits",
    "Outcome",
    "Progress",
    "Ratio",
    "Relation",
    "Run",
    "RunKind",
    "Timing",
    "bench",
    "plot",
    "read_run",
    "record",
    "report",
]
