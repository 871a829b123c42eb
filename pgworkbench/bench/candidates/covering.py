"""Covering B-tree: the other columns that the query reads ride along, so that the table need not be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.btree import key_sequences
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts

_MOST_COLUMNS, _MOST_BYTES = 5, 96  # more than this and the index is the table again


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """The two best sequences of keys, with the rest included, where the rest is narrow."""
    for keys in list(key_sequences(access, facts))[:2]:
        if not all(key.column and not key.opclass for key in keys):
            continue
        rest = sorted(access.columns - {key.text for key in keys} - {"ctid"})
        known = [facts.columns.get((access.table, column)) for column in rest]
        width = sum(column.width if column else 0 for column in known)
        if rest and len(rest) <= _MOST_COLUMNS and width <= _MOST_BYTES:
            yield Candidate("covering", access.table, "btree", keys, include=tuple(rest))
