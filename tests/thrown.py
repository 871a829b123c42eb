"""Values to throw at a rule of the design: near its edges, on both sides of it, and NULL where the column allows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from oracles import pattern, words
from psycopg.types.json import Jsonb
from reference import Campus
from sqlalchemy import CheckConstraint, Column

# The same values each time: a test that fails only now and then tells nobody anything.
THROWN = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_LETTERS = st.text("abzAZ09-_./@+ \t\n$éß", max_size=12)
_TELLING = st.sampled_from(["a@b.org", "A@b.org", "a b@c", "name", " name", "name\t", "$x", "x" * 256])
_NUMERIC = st.integers(-99, 99).map(Decimal)
_BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "INTEGER": st.integers(-3, 12) | st.sampled_from([-(2**31), 100, 101, 5000, 5001, 10000, 10001, 2**31 - 1]),
    "SMALLINT": st.integers(-3, 12) | st.sampled_from([-(2**15), 100, 101, 520, 521, 2**15 - 1]),
    "BIGINT": st.integers(-3, 12) | st.sampled_from([-(2**63), 2**63 - 1]),
    "DATE": st.dates(date(1899, 12, 25), date(1900, 1, 10)) | st.dates(date(2026, 1, 1), date(2026, 1, 5)),
    "TIMESTAMP": st.sampled_from([0, 1, 24, 25]).map(lambda hours: _NOON + timedelta(hours=hours)),
    "JSONB": st.sampled_from([{}, {"a": 1}, [], [{}], "a", 1, True, None]).map(Jsonb),
    "BLOB": st.sampled_from([b"", b"x" * 31, b"x" * 32, b"x" * 33]),
    "ARRAY": st.just(["name"]),
}


def values_of(column: Column[Any], rule: CheckConstraint, campus: Campus) -> st.SearchStrategy[Any]:
    """Values of the column's type for a rule about it."""
    made = _references(column, campus) if column.foreign_keys else _of_type(column, rule)
    return st.none() | made if column.nullable else made


def _references(column: Column[Any], campus: Campus) -> st.SearchStrategy[Any]:
    """The keys of the parent that the table's row knows: its own, or another column's."""
    parent, row = next(iter(column.foreign_keys)).column.table, campus.row(column.table.name)
    likewise = {row[c.name] for c in column.table.columns if c.name != "id" and c.references(parent.c.id)} - {None}
    return st.sampled_from(sorted({campus.row(parent.name)["id"], *likewise}))


def _of_type(column: Column[Any], rule: CheckConstraint) -> st.SearchStrategy[Any]:
    kind: Any = column.type
    if str(kind).startswith("NUMERIC"):
        wide = kind.precision - kind.scale > 2
        edges = [Decimal("NaN"), *(Decimal(edge) for edge in (-181, -180, 100, 101, 180, 181) if wide)]
        return st.sampled_from(edges) | _NUMERIC
    if str(kind).startswith(("VARCHAR", "TEXT")) and "[]" not in str(kind):
        longest = getattr(kind, "length", None) or 300
        return _texts(column, rule).filter(lambda text: len(text) <= longest and "\0" not in text)
    return next(strategy for begins, strategy in _BY_TYPE.items() if str(kind).startswith(begins))


def _texts(column: Column[Any], rule: CheckConstraint) -> st.SearchStrategy[str]:
    """Text at random; what the pattern makes and what is nearly that; the words of the set and what is nearly one."""
    closed, of_one = _set_of(column)
    if closed and rule is not of_one:
        return st.sampled_from(closed)  # a rule about several columns: the set is another rule's business
    kinds = [_LETTERS, _TELLING]
    if regex := pattern(rule):
        good = st.from_regex(regex.replace(r"\Z", ""), fullmatch=True).filter(str.isascii)
        kinds += [good, good.map(lambda text: f"{text}\n"), good.map(lambda text: f" {text}"), good.map(str.swapcase)]
    if closed:
        known = st.sampled_from(closed)
        kinds += [known, known, known.map(str.upper), known.map(lambda word: f"{word} ")]
    return st.one_of(kinds)


def _set_of(column: Column[Any]) -> tuple[tuple[str, ...], CheckConstraint | None]:
    """The closed set of a column and the rule that closes it."""
    for rule in column.table.constraints:
        if isinstance(rule, CheckConstraint) and str(rule.sqltext).startswith(f"{column.name} IN ") and words(rule):
            return words(rule), rule
    return (), None
