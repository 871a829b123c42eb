"""Covering B-tree: the other columns that the query reads ride along, so that the table need not be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.btree import key_sequences
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key

_MOST_COLUMNS, _MOST_BYTES = 5, 96  # more than this and the index is the table again
_MOST = 4  # sequences of keys


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """The best sequences of keys, and the columns grouped by, with the rest included, where the rest is narrow."""
    groups = [tuple(Key(column) for column in access.grouped)] if access.grouped else []
    for keys in [*groups, *key_sequences(access, facts)][:_MOST]:
        if not all(key.column and not key.opclass for key in keys):
            continue
        rest = sorted(access.columns - {key.text for key in keys} - {"ctid"})
        known = [facts.columns.get((access.table, column)) for column in rest]
        width = sum(column.width if column else 0 for column in known)
        if rest and len(rest) <= _MOST_COLUMNS and width <= _MOST_BYTES:
            yield Candidate("covering", access.table, "btree", keys, include=tuple(rest))
