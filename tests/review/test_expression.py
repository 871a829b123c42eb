"""Which names occur in what PostgreSQL prints."""

from __future__ import annotations

import pytest

from pgworkbench.review.expression import ends_with_word, mentions, without_parentheses


@pytest.mark.parametrize(
    ("expression", "name", "found"),
    [
        ("(status = 'open'::text)", "status", True),
        ("(status = 'open'::text)", "open", False),
        ("(status = 'open'::text)", "text", False),
        ("(note = 'it''s status'::text)", "status", False),
        ('("My ""status""" IS NULL)', 'My "status"', True),
        ('("Status" IS NULL)', "status", False),
        ("(kind = ANY (ARRAY['a'::text, 'b'::text]))", "kind", True),
        ("(x = (y)::public.status)", "status", False),
        ("((a)::numeric(12,2) > b)", "b", True),
        ("(größe > 1)", "größe", True),
        (None, "x", False),
    ],
)
def test_mentions(expression: str | None, name: str, found: bool) -> None:  # noqa: FBT001 - a column of the table
    assert mentions(expression, name) is found


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("((a))", "a"),
        ("(a) AND (b)", "(a) AND (b)"),
        ("((a) AND (b))", "(a) AND (b)"),
        ("true", "true"),
        (" (true) ", "true"),
    ],
)
def test_outer_parentheses_go(text: str, bare: str) -> None:
    assert without_parentheses(text) == bare


def test_words_are_whole() -> None:
    assert ends_with_word("lead_status", ["status"])
    assert ends_with_word("status", ["status"])
    assert not ends_with_word("prestatus", ["status"])
    assert not ends_with_word("status_note", ["status"])
