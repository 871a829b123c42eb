"""Settings that are measured on the workload before they are proposed, and what cannot be measured here, said so."""

from pgworkbench.operations.tuning.heap import Hot, measure_hot
from pgworkbench.operations.tuning.log import LogMeasure, measure_log
from pgworkbench.operations.tuning.planner import CANDIDATES, Candidate, Tried, try_settings
from pgworkbench.operations.tuning.toast import Compressed, measure_compression

__all__ = [
    "CANDIDATES",
    "Candidate",
    "Compressed",
    "Hot",
    "LogMeasure",
    "Tried",
    "measure_compression",
    "measure_hot",
    "measure_log",
    "try_settings",
]
