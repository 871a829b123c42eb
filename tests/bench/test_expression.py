"""Conditions of plans, taken apart: which side is the table's, what is constant, what only runs can know."""

from __future__ import annotations

import pytest

from pgworkbench.bench.expression import references, sort_key, terms

POLICY = "(t.tenant = (NULLIF(current_setting('app.t'::text, true), ''::text))::uuid)"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("(t.a = 1)", [("a", "=", "1")]),
        ("((t.a = 1) AND (t.b < $2) AND (t.c IS NULL))", [("a", "=", "1"), ("b", "<", "$2"), ("c", "IS NULL", None)]),
        ("(5 > t.a)", [("a", "<", "5")]),
        ("((t.s)::text = 'x'::text)", [("s::text", "=", "'x'::text")]),
        ("(t.a = ANY ('{1,2}'::integer[]))", [("a", "= ANY", "'{1,2}'::int[]")]),
        ("(lower(t.a) = $1)", [("lower(a)", "=", "$1")]),
        ("(t.a = u.b)", [("a", "=", "b")]),
        ('("t"."Na""me" @> $1)', [('"Na""me"', "@>", "$1")]),
        ("(ROW(t.a, t.b) < ROW($1, $2))", [("ROW(a, b)", "<", "ROW($1, $2)")]),
        ("(t.a = (InitPlan 1).col1)", [("a", "=", "$1")]),
        ("(t.a = t.b)", []),
        ("(u.a = 1)", []),
        ("(hashed SubPlan 1)", []),
        ("this is no SQL at all (", []),
    ],
)
def test_the_tables_side_stands_on_the_left(condition: str, expected: list[tuple[str, str, str | None]]) -> None:
    mine = [turned for term in terms(condition) if (turned := term.of("t")) is not None]
    assert [(t.left.sql, t.operator, t.right.sql if t.right else None) for t in mine] == expected


def test_a_varchar_shown_as_text_is_its_column_and_a_function_of_it_is_none() -> None:
    assert [terms(text)[0].left.column for text in ("((t.a)::text = $1)", "(t.a = $1)", "(lower(t.a) = $1)")] == [
        "a", "a", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "known"),
    [
        ("(t.a = 1)", True),
        ("(t.a = $1)", False),
        (POLICY, False),
        ("(t.a < CURRENT_DATE)", False),
        ("(t.a < now())", False),
    ],
)
def test_what_only_a_run_can_know_is_no_constant(condition: str, *, known: bool) -> None:
    (term,) = terms(condition)
    assert term.right is not None
    assert term.right.parameter is not known


@pytest.mark.parametrize(
    ("text", "sql", "column", "descending"),
    [
        ("t.a DESC", "a", "a", True),
        ('t.a COLLATE "C"', 'a COLLATE "C"', "a", False),
        ("(lower(t.a)) DESC NULLS LAST", "lower(a)", None, True),
    ],
)
def test_sort_keys(text: str, sql: str, column: str | None, *, descending: bool) -> None:
    key = sort_key(text)
    assert key is not None
    assert (key.operand.sql, key.operand.column, key.descending) == (sql, column, descending)


def test_references_name_table_and_column() -> None:
    assert references('((a.x + b."Y z") > a.w)') == {("a", "x"), ("b", "Y z"), ("a", "w")}
    assert references("(") == frozenset()
