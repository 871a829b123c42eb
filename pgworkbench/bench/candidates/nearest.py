"""Nearest neighbours: an index that yields rows in order of their distance, so that a LIMIT stops early."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key
from pgworkbench.bench.expression import terms


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """One for each operator class that sorts by the operator of the first key of the order."""
    for term in terms(access.order[0].operand.sql) if access.order else ():
        if term.left.column is None or access.order[0].descending:
            continue
        for support in facts.serving(term.operator, facts.type_of(access.table, term.left.column)):
            if support.ordering:
                opclass = "" if support.default else support.opclass
                yield Candidate("nearest", access.table, support.method, (Key(term.left.column, opclass=opclass),))
