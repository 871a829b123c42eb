"""SQL text: quoted where it must be, wrapped and indented without changing what it means."""

from __future__ import annotations

import pytest

from pgworkbench.catalog import Name
from pgworkbench.migrations.kinds.casts import comes_back, using
from pgworkbench.migrations.text import broken, commented, compose, dollars, indented, items, literal, quoted


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("leads", "leads"),
        ("order", '"order"'),
        ("Leads", '"Leads"'),
        ('a"b', '"a""b"'),
        ("a.b", '"a.b"'),
        ("ü", '"ü"'),
        ("1a", '"1a"'),
        ("100%", '"100%"'),
        ("", '""'),
    ],
)
def test_a_name_is_quoted_only_where_it_must_be(name: str, sql: str) -> None:
    assert quoted(name) == sql


def test_compose_takes_names_as_they_are() -> None:
    assert compose("DROP TABLE {}", Name("public", "user {} %s")) == 'DROP TABLE public."user {} %s"'


def test_a_constant_that_spans_lines_is_not_indented() -> None:
    assert indented("A 'x\ny'\nB \"p\nq\"\n$f$a\nb$f$", 2) == "  A 'x\ny'\n  B \"p\nq\"\n  $f$a\nb$f$"


def test_dollar_quotes_never_end_early() -> None:
    assert dollars("a $guard$ b", "guard") == "$guard_$a $guard$ b$guard_$"


def test_a_comment_cannot_be_left() -> None:
    assert commented("one\r\ntwo\x0bthree\u2028four") == "-- one\n-- two\n-- three\n-- four"


def test_items_are_split_outside_of_quotes_and_parentheses() -> None:
    assert items("a, f(b, 'c,d'), \"e,f\"") == ["a", "f(b, 'c,d')", '"e,f"']


def test_a_long_line_is_broken_outside_of_quotes_and_parentheses() -> None:
    text = "CREATE INDEX \"a WHERE b\" ON t USING btree (f(' WHERE ')) WHERE (x WHERE y)"
    assert broken(text, ("WHERE",), width=20).split("\n") == [text[: text.rindex(" WHERE (")], "    WHERE (x WHERE y)"]


def test_a_literal_keeps_backslashes() -> None:
    assert literal("a\\b'c") == "E'a\\\\b''c'"


@pytest.mark.parametrize(
    ("before", "after", "clause"),
    [
        ("character varying(80)", "character varying(40)", ""),  # by assignment: too long is an error, never cut
        ("text", "integer", " USING c::integer"),
        ("integer", "text", ""),
        ("public.e", "public.f", " USING c::text::public.f"),
        ("public.e[]", "public.f[]", " USING c::text[]::public.f[]"),
        ("text", "text[]", " USING CASE WHEN c IS NOT NULL THEN ARRAY[c::text::text] END"),
        ("integer[]", "smallint", " USING (c)[1]::text::smallint"),
        ("integer[]", "text", " USING c::text::text"),
        ("boolean", "integer", " USING c::integer"),
        ("timestamp with time zone", "date", ""),
    ],
)
def test_using_is_said_where_assignment_does_not_do(before: str, after: str, clause: str) -> None:
    assert using("c", before, after) == clause


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ("integer", "bigint", True),
        ("bigint", "integer", True),  # or it stops: out of range
        ("numeric(8,2)", "integer", False),
        ("numeric(8,2)", "numeric(10,2)", True),
        ("numeric(8,2)", "numeric(8,1)", False),
        ("text", "integer", False),
        ("public.e", "text", True),
        ("json", "jsonb", False),
        ("timestamp with time zone", "date", False),
    ],
)
def test_what_comes_back_unchanged(before: str, after: str, *, answer: bool) -> None:
    assert comes_back(before, after) is answer
