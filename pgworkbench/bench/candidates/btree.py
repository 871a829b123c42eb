"""B-tree: equalities, then the wanted order or one range. Joins count as equalities, from either side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key
from pgworkbench.bench.expression import Operand, Term

_EQUAL = {"=", "= ANY"}
_RANGE = {"<", "<=", ">", ">="}
_PREFIX = {"~<~", "~<=~", "~>~", "~>=~", "~~", "^@"}
_TEXT = {"text", "bpchar"}


def propose(access: Access, facts: Facts) -> Iterator[Candidate]:
    """Every sensible sequence of the columns that this query compares and sorts by."""
    for keys in key_sequences(access, facts):
        yield Candidate("btree", access.table, "btree", keys)


def key_sequences(access: Access, facts: Facts, without: frozenset[str] = frozenset()) -> Iterator[tuple[Key, ...]]:
    """Keys without the columns in `without` (which a predicate already fixes), the longest promises first."""
    free = (term for term in access.conditions if (term.left.column or term.left.sql) not in without)
    terms = [term for term in free if _comparable(access, term, facts)]
    given = _equalities(access, facts, [t for t in terms if t.operator in _EQUAL and not _joins(t)])
    joined = _equalities(access, facts, [t for t in terms if t.operator in _EQUAL and _joins(t)])
    tails = [*_orders(access, given, without), *_ranges(access, terms, facts), ()]
    for tail in tails:
        if keys := _unique((*given, *tail)):
            yield keys
    order = next(_orders(access, (*given, *joined), without), ())
    for key in joined:
        yield _unique((*_leading(access, facts, given), key, *given))
        yield _unique((*given, key))
        if order and access.limited:  # the first rows of each of those that it is joined with
            yield _unique((*given, key, *order))


def _comparable(access: Access, term: Term, facts: Facts) -> bool:
    """Whether the left side is a column or an expression of a type that sorts (the planner judges expressions)."""
    if term.left.column is None:
        return term.operator in _EQUAL | _RANGE and not term.left.sql.startswith("ROW(")
    kind = facts.type_of(access.table, term.left.column)
    return kind not in {"jsonb", "tsvector", "anyarray", "point", "box", "polygon"} or term.operator == "="


def _equalities(access: Access, facts: Facts, terms: list[Term]) -> tuple[Key, ...]:
    """The column that the table's keys begin with first, then the ones that tell most rows apart."""
    keys = _unique(tuple(_key(term) for term in terms))
    return tuple(sorted(keys, key=lambda k: (not facts.leads_key(access.table, k.text), -_tells(access, facts, k))))


def _tells(access: Access, facts: Facts, key: Key) -> float:
    known = facts.columns.get((access.table, key.text))
    rows = max(facts.table(access.table).rows, 1)
    return 1 if known is None else known.distinct if known.distinct >= 0 else -known.distinct * rows


def _leading(access: Access, facts: Facts, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    return tuple(key for key in keys if facts.leads_key(access.table, key.text))


def _orders(access: Access, given: tuple[Key, ...], without: frozenset[str]) -> Iterator[tuple[Key, ...]]:
    """The order that the query wants, without what an equality fixes anyway."""
    fixed = {key.text for key in given} | without
    keys = [
        Key(k.operand.column or k.operand.sql, k.operand.column is not None, k.descending, nulls_first=k.nulls_first)
        for k in access.order
        if (k.operand.column or k.operand.sql) not in fixed and _sortable(k.operand)
    ]
    if keys:
        all_down = all(key.descending for key in keys)
        # A B-tree is read backwards as well as forwards: one direction for all needs no DESC.
        yield tuple(_turned(key) if all_down else _plain(key) for key in keys)


def _sortable(operand: Operand) -> bool:
    """Whether a B-tree could have it: it follows from the row alone, and is no distance (that is another index's)."""
    return bool(operand.references) and "$" not in operand.sql and "<->" not in operand.sql


def _turned(key: Key) -> Key:
    """As it is read from the other end."""
    return _plain(replace(key, descending=not key.descending, nulls_first=not key.nulls_first))


def _plain(key: Key) -> Key:
    """Without saying where NULLs are, where they are there anyway."""
    return replace(key, nulls_first=None) if key.nulls_first == key.descending else key


def _ranges(access: Access, terms: list[Term], facts: Facts) -> Iterator[tuple[Key, ...]]:
    for term in terms:
        if term.operator in _RANGE and term.left.column is not None:
            yield (_key(term),)
        textual = term.left.column is not None and facts.type_of(access.table, term.left.column) in _TEXT
        if term.operator in _PREFIX and textual:
            yield (Key(term.left.column or "", opclass="text_pattern_ops"),)
    for term in access.conditions:  # a row comparison is a range over its first column, then its second
        if term.left.sql.startswith("ROW(") and term.operator in _RANGE:
            names = [part.strip() for part in term.left.sql[4:-1].split(",")]
            yield tuple(Key(name) for name in names if any(name == column for column in access.columns))


def _joins(term: Term) -> bool:
    return term.right is not None and bool(term.right.references)


def _key(term: Term) -> Key:
    return Key(term.left.column or term.left.sql, term.left.column is not None)


def _unique(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Each column once: the first time."""
    seen: dict[str, Key] = {}
    for key in keys:
        seen.setdefault(key.text, key)
    return tuple(seen.values())
