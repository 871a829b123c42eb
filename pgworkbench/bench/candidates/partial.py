"""Partial B-tree: a condition of the query that is the same at every call leaves the keys and limits the rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.btree import key_sequences
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key
from pgworkbench.bench.expression import Term

_MOST = 2  # conditions in one predicate, or all of them
_RANGE = {"<", "<=", ">", ">="}
_TIMES = {"date", "timestamp", "timestamptz", "time", "timetz"}
_MANY = 100  # different values: one of them is somebody's number, and no state
_NEARLY_UNIQUE = -0.5  # different values as a share of the rows, as pg_stats has it


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """B-trees over the rest, for each constant condition and for pairs of them."""
    constant = [term for term in access.conditions if _constant(term) and not _passing(access, term, facts)]
    for count in dict.fromkeys((*range(1, min(_MOST, len(constant)) + 1), len(constant) or 1)):
        for chosen in combinations(constant, count):
            fixed = frozenset(column for term in chosen for _, column in term.left.references)
            predicate = " AND ".join(f"({term.sql})" if count > 1 else term.sql for term in chosen)
            alone = [(Key(min(fixed)),)] if fixed else []  # nothing but the constant is asked for
            for keys in list(key_sequences(access, facts, fixed)) or alone:
                yield Candidate("partial", access.table, "btree", keys, predicate=predicate)


def _constant(term: Term) -> bool:
    """A test of a column against something written into the query; not a whole formula, such as a policy's."""
    if term.left.parameter or not term.left.references or (term.left.column is None and term.operator):
        return False
    return term.right is None or not (term.right.parameter or term.right.references)


def _passing(access: Access, term: Term, facts: Facts) -> bool:
    """Whether the constant is only of today: a bound in time, or a value where there are many."""
    if term.operator in _RANGE and term.left.column is not None:
        return facts.type_of(access.table, term.left.column) in _TIMES
    known = facts.columns.get((access.table, term.left.column or ""))
    if known is None:
        return False
    rows = max(facts.table(access.table).rows, 1)
    different = known.distinct if known.distinct >= 0 else -known.distinct * rows
    return known.distinct < _NEARLY_UNIQUE or (term.operator == "=" and different > _MANY)
