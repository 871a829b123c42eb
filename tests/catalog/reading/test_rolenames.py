"""Roles under other names, alone and inside SQL text."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from pgworkbench.catalog.reading.rolenames import RoleNames, renaming


class Row(NamedTuple):
    """As a query gives it."""

    value: Any


RENAMED = {"pgwb_1_app": "app", "pgwb_1_app_reader": "Front Desk", 'Odd "one"': "even", "it's": "its"}

VALUES: list[tuple[Any, Any]] = [
    ("GRANT SELECT ON t TO pgwb_1_app", "GRANT SELECT ON t TO app"),
    ("TO pgwb_1_app, pgwb_1_app_reader;", 'TO app, "Front Desk";'),
    ('TO "pgwb_1_app_reader"', 'TO "Front Desk"'),
    ("(CURRENT_USER = 'pgwb_1_app'::name)", "(CURRENT_USER = 'app'::name)"),
    ("CURRENT_USER = 'it''s'", "CURRENT_USER = 'its'"),
    ('TO "Odd ""one"""', 'TO "even"'),
    ("xpgwb_1_app, pgwb_1_app2, pgwb_1_app$", "xpgwb_1_app, pgwb_1_app2, pgwb_1_app$"),
    ("pgwb_1_app_reader", "Front Desk"),
    ("", ""),
    (["role=pgwb_1_app", None], ["role=app", None]),
    ({"where": "a = pgwb_1_app", "n": 1}, {"where": "a = app", "n": 1}),
    (7, 7),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_names_are_replaced_as_whole_words_and_quoted_where_they_need_it(value: Any, expected: Any) -> None:
    fetch = renaming(lambda _: [Row(value)], RENAMED)
    assert fetch("any") == [Row(expected)]


NAMES = [(1, "app"), (0, "PUBLIC"), (99, "99")]


@pytest.mark.parametrize(("oid", "expected"), NAMES)
def test_a_role_that_was_dropped_is_told_by_its_number(oid: int, expected: str) -> None:
    assert RoleNames({1: "app"}).name(oid) == expected
