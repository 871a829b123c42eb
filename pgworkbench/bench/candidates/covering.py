"""Covering B-tree: the other columns that the query reads ride along, so that the table need not be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.btree import key_sequences
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key, narrow

_MOST = 5  # sequences of keys


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """The best sequences of keys, and the columns grouped by, with the rest included, where the rest is narrow."""
    groups = [tuple(Key(column) for column in access.grouped)] if access.grouped else []
    for keys in list(dict.fromkeys((*groups, *key_sequences(access, facts))))[:_MOST]:
        if not all(key.column and not key.opclass for key in keys):
            continue
        rest = sorted(access.columns - {key.text for key in keys} - {"ctid"})
        if rest and narrow(facts, access.table, rest):
            yield Candidate("covering", access.table, "btree", keys, include=tuple(rest))
