"""Other access methods that can look for the query's operators: GIN, GiST, SP-GiST and hash, by pg_amop's word."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key
from pgworkbench.bench.expression import Term

_METHODS = ("gin", "gist", "spgist", "hash")
_WIDE = 24  # bytes of a value from which its hash is much smaller than itself


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """One index for each operator class that serves a condition on a column, or on what is computed from columns."""
    for term in access.conditions:
        if not term.operator or not term.left.references:
            continue
        kind, plain = facts.kind_of(access.table, term.left), term.left.column is not None
        for support in facts.serving(term.operator.removesuffix(" ANY"), kind):
            if (
                support.method in _METHODS
                and not support.ordering
                and (support.default or support.method != "hash")
                and _sensible(access, facts, term, support.method)
            ):
                opclass = "" if support.default else support.opclass
                yield Candidate("lookup", access.table, support.method, (_key(term, opclass, plain=plain),))


def _key(term: Term, opclass: str, *, plain: bool) -> Key:
    return Key(term.left.column if plain and term.left.column else term.left.sql, plain, opclass=opclass)


def _sensible(access: Access, facts: Facts, term: Term, method: str) -> bool:
    """Hash where values are wide and many; the others do what a B-tree cannot, unless it is plain equality."""
    operators = {t.operator for t in access.conditions if t.left.sql == term.left.sql}
    if method == "hash":
        known = facts.columns.get((access.table, term.left.column or ""))
        return known is not None and known.width >= _WIDE and abs(known.distinct) not in range(2, 100)
    return not operators <= {"=", "= ANY", "<", "<=", ">", ">="}
