"""BRIN: a few pages for a range over a column whose order is nearly that of the rows on disk.

With outliers, a block range's least and greatest value say little: multi-minmax keeps several ranges of values.
"""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key

_CORRELATION, _WITH_OUTLIERS = 0.9, 0.5
_ROWS = 20_000  # below, the whole table is a few hundred pages
_RANGE = {"<", "<=", ">", ">=", "="}


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """One of each for each such column that the query limits."""
    if facts.table(access.table).rows < _ROWS:
        return
    for term in access.conditions:
        known = None if term.left.column is None else facts.columns.get((access.table, term.left.column))
        if known is None or term.left.column is None or term.operator not in _RANGE:
            continue
        if facts.leads_key(access.table, term.left.column):
            continue  # there is a B-tree that begins with it
        if abs(known.correlation) >= _CORRELATION:
            yield Candidate("brin", access.table, "brin", (Key(term.left.column),))
        if abs(known.correlation) >= _WITH_OUTLIERS:
            for support in facts.serving(term.operator, facts.type_of(access.table, term.left.column)):
                if support.method == "brin" and "_minmax_multi_ops" in support.opclass:
                    yield Candidate("brin", access.table, "brin", (Key(term.left.column, opclass=support.opclass),))
