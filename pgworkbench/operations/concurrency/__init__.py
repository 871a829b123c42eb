"""The workload from many connections at once: throughput, tails, waits, deadlocks, and the knee."""

from pgworkbench.operations.concurrency.drive import LoadOptions, drive
from pgworkbench.operations.concurrency.load import Latency, Load, Step, Wait
from pgworkbench.operations.concurrency.report import load_report, read_load, write_load

__all__ = ["Latency", "Load", "LoadOptions", "Step", "Wait", "drive", "load_report", "read_load", "write_load"]
