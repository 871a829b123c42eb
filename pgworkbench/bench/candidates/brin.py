"""BRIN: a few pages for a range over a column whose order is nearly that of the rows on disk."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key

_CORRELATION = 0.9
_ROWS = 20_000  # below, the whole table is a few hundred pages
_RANGE = {"<", "<=", ">", ">=", "="}


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """One for each such column that the query limits."""
    if facts.table(access.table).rows < _ROWS:
        return
    for term in access.conditions:
        known = None if term.left.column is None else facts.columns.get((access.table, term.left.column))
        if known is not None and term.operator in _RANGE and abs(known.correlation) >= _CORRELATION:
            yield Candidate("brin", access.table, "brin", (Key(term.left.column or ""),))
