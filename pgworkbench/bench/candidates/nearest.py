"""Nearest neighbours: an index that yields rows in order of their distance, so that a LIMIT stops early."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key
from pgworkbench.bench.expression import terms


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """One for each operator class that sorts by the operator of the first key of the order."""
    for term in terms(access.order[0].operand.sql) if access.order else ():
        if not term.left.references or access.order[0].descending:
            continue
        for support in facts.serving(term.operator, facts.kind_of(access.table, term.left)):
            if support.ordering:
                opclass = "" if support.default else support.opclass
                key = Key(term.left.column or term.left.sql, term.left.column is not None, opclass=opclass)
                yield Candidate("nearest", access.table, support.method, (key,))
