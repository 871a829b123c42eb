"""Kept sums: a table with a row a group, kept right by triggers, in place of sums that are asked for anew."""

from pgworkbench.bench.kept.measured import kept_sums
from pgworkbench.bench.kept.value import Balance, Difference, Kept

__all__ = ["Balance", "Difference", "Kept", "kept_sums"]
