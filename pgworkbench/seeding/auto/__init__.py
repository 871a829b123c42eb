"""Rows for a schema that nobody wrote seeds for: `seed_anything(connection_or_url, rows, seed)` -> AutoReport."""

from pgworkbench.seeding.auto.report import AutoReport, Refusal
from pgworkbench.seeding.auto.run import seed_anything, seed_tables

__all__ = ["AutoReport", "Refusal", "seed_anything", "seed_tables"]
