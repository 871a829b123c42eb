"""GIN and GiST with plain columns before what they search (a tenant's tags): by btree_gin and btree_gist, if installed.

Whether they are is seen by what pg_amop knows: without them no operator class of GIN serves an integer's equality.
"""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates import lookup
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key

_METHODS = {"gin", "gist"}


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """Every such index that is thought of for one column, with the columns that the query fixes before it."""
    plain = [term.left.column for term in access.conditions if term.operator == "=" and term.left.column is not None]
    for candidate in lookup.propose(access, facts):
        fitting = [column for column in dict.fromkeys(plain) if _serves(access, facts, column, candidate.method)]
        keys = tuple(Key(column) for column in fitting if column != candidate.keys[0].text)
        if keys and candidate.method in _METHODS:
            yield Candidate("compound", access.table, candidate.method, (*keys, *candidate.keys))


def _serves(access: Access, facts: Facts, column: str, method: str) -> bool:
    known = facts.serving("=", facts.type_of(access.table, column))
    return any(support.method == method and support.default for support in known)
