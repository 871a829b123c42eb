"""R-INT-4: rows of every kind are thrown at every rule: what it allows enters, what it forbids does not and is named.

Hypothesis makes the values, `oracles` says in Python what each rule should do, and the server is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import TOGETHER, Row, oracle_of
from psycopg import sql
from psycopg.errors import CheckViolation, ExclusionViolation
from psycopg.types.range import DateRange, Range, TimestamptzRange
from reference import Campus, metadata
from sqlalchemy import CheckConstraint, Table
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from thrown import THROWN, values_of

pytestmark = pytest.mark.database

RULES = [
    pytest.param(table, rule, id=str(rule.name).removesuffix("_check_constraint"))
    for table in metadata.sorted_tables
    for rule in sorted(table.constraints, key=lambda each: str(each.name))
    if isinstance(rule, CheckConstraint)
]


@contextmanager
def alone(campus: Campus, table: Table, rule: CheckConstraint) -> Iterator[psycopg.Connection]:
    """A transaction in which this rule alone holds the table: no other CHECK, no trigger, no foreign key."""
    with campus.transaction(role=None) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        for other in table.constraints:
            if isinstance(other, CheckConstraint) and other is not rule:
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
                connection.execute(drop.format(sql.Identifier(table.name), sql.Identifier(str(other.name))))
        yield connection


def change_of(table: Table, row: Row, columns: list[str]) -> sql.Composed:
    """An UPDATE of one row that sets these columns."""
    keys = [name for name in ("tenant_id", "id") if name in row]
    return sql.SQL("UPDATE {} SET {} WHERE {}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(c), sql.Placeholder(c)) for c in columns),
        sql.SQL(" AND ").join(sql.SQL("{} = {}").format(sql.Identifier(key), sql.Literal(row[key])) for key in keys),
    )


def refused_by(connection: psycopg.Connection, change: sql.Composed, values: Row) -> str | None:
    """The rule that refuses the change; None: it enters."""
    try:
        with connection.transaction(force_rollback=True):
            assert connection.execute(change, values).rowcount == 1
    except (CheckViolation, ExclusionViolation) as error:
        return str(error.diag.constraint_name)
    return None


@pytest.mark.parametrize(("table", "rule"), RULES)
def test_a_rule_does_what_it_says(campus: Campus, table: Table, rule: CheckConstraint) -> None:
    named = set(re.findall(r"\w+", re.sub(r"'[^']*'", "", str(rule.sqltext))))
    own = [column for column in table.columns if column.name in named and column.name != "id"]
    row, judge = campus.row(table.name), oracle_of(rule, own[0].name)
    change, seen = change_of(table, row, [column.name for column in own]), set()
    with alone(campus, table, rule) as connection:

        @settings(THROWN, max_examples=25 if len(own) == 1 else 60)
        @given(st.fixed_dictionaries({column.name: values_of(column, rule, campus) for column in own}))
        def throw(values: Row) -> None:
            allowed = judge(row | values)
            seen.add(allowed)
            assert refused_by(connection, change, values) == (None if allowed else rule.name), values

        throw()
    assert seen == {True, False}, "the values tried were all of one kind"


def test_every_oracle_is_of_a_rule() -> None:
    known = {str(parameter.values[1].name).removesuffix("_check_constraint") for parameter in RULES}
    assert set(TOGETHER) <= known


DAYS = st.integers(0, 40).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
PERIODS = st.tuples(DAYS, st.integers(1, 30)).map(lambda p: DateRange(p[0], p[0] + timedelta(days=p[1])))
# Two rows differ in their code, where they have one; of one kind they agree in this column.
KINDS = {
    "cycles": ("kind", "term", "intake"),
    "campus_staff": ("position", "adviser", "support"),
    "enrollment_windows": ("audience", "new", "returning"),
}


def in_moments(days: DateRange) -> TimestamptzRange:
    """The same period, from midnight to midnight."""
    return TimestamptzRange(*(datetime.combine(day, time(), UTC) for day in (days.lower, days.upper) if day))


def periods(table: Table) -> st.SearchStrategy[DateRange] | st.SearchStrategy[TimestamptzRange]:
    return PERIODS.map(in_moments) if isinstance(table.columns["period"].type, TSTZRANGE) else PERIODS


def test_every_rule_against_overlaps_is_tried() -> None:
    rules = [(table.name, rule) for table in metadata.sorted_tables for rule in table.constraints]
    assert sorted(name for name, rule in rules if isinstance(rule, ExcludeConstraint)) == sorted(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_periods_overlap_or_not(campus: Campus, name: str) -> None:
    """R-INT-4, R-PERF-2: of two periods of one kind that share a moment the second is refused, and only then."""
    table = metadata.tables[name]
    column, one_kind, other_kind = KINDS[name]
    left_out = {"id"} | {each.name for each in table.columns if each.computed is not None}
    row = {key: value for key, value in campus.row(name).items() if key not in left_out}
    code = [{"code": "T-1"}, {"code": "T-2"}] if "code" in row else [{}, {}]
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(name),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    with campus.transaction(role=None) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")

        @THROWN
        @given(periods(table), periods(table), st.sampled_from([one_kind, other_kind]))
        def throw(one: Range[Any], other: Range[Any], kind: str) -> None:
            clash = kind == one_kind and one.lower < other.upper and other.lower < one.upper
            with connection.transaction(force_rollback=True):
                connection.execute(insert, row | code[0] | {"period": one, column: one_kind})
                refused = refused_by(connection, insert, row | code[1] | {"period": other, column: kind})
            assert (refused is not None) == clash, (one, other)
            assert refused is None or refused.endswith("_exclude_constraint")

        throw()
