"""What came of filling a database: which tables have rows, which could not be filled, and what stood in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """What keeps rows out of a table: a constraint by name ("" where none is to blame), and why, in a sentence."""

    constraint: str
    reason: str

    def __str__(self) -> str:
        return f"{self.constraint}: {self.reason}" if self.constraint else self.reason


@dataclass(frozen=True, slots=True)
class AutoReport:
    """Rows added by table; tables without any and why; tables with fewer than there should be and why.

    `sized` tells of tables that were to get another number than the one that was asked for what it stands on.
    """

    tables: Mapping[str, int]
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    short: Mapping[str, Refusal] = field(default_factory=dict)
    sized: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """One line a table, for a terminal."""
        for name, rows in self.tables.items():
            told = f"no more: {self.short[name]}" if name in self.short else self.sized.get(name, "")
            yield f"{name}: {rows:,} rows" + (f" ({told})" if told else "")
        for name, refusal in self.refused.items():
            yield f"{name}: not filled: {refusal}"
