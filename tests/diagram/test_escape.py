"""Names in the languages that carry them."""

from __future__ import annotations

from itertools import combinations

import pytest
from diagram.designs import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from pgworkbench.catalog import Name
from pgworkbench.diagram.escape import identifier, quoted, visible, xml


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("leads", "leads"),
        ("a&b", "a&amp;b"),
        ("<b>", "&lt;b&gt;"),
        ('"', "&quot;"),
        ("\\N", "\\\\N"),
        (" a  b ", "&#160;a&#160; b&#160;"),
        ("\x00", "\u2039U+0000\u203a"),
        ("\u202e", "\u2039U+202E\u203a"),
        ("名前 Ü 😀", "名前 Ü 😀"),
    ],
)
def test_xml(text: str, shown: str) -> None:
    assert xml(text) == shown


def test_quoted() -> None:
    assert quoted('a"b\\') == '"a\\"b\\\\"'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name("public", "leads"), "leads"),
        (Name("app", "settings"), "app.settings"),
        (Name("public", "app.settings"), "x-7075626c6963.6170702e73657474696e6773"),
        ("Group A", "x-47726f75702041"),
    ],
)
def test_identifier(name: object, expected: str) -> None:
    assert identifier(name) == expected


def test_no_two_names_share_an_identifier() -> None:
    names = [Name(schema, name) for schema in ("public", "app", "a.b") for name in (*HOSTILE, "leads", "b.leads")]
    for one, other in combinations(names, 2):
        assert identifier(one) != identifier(other)


@given(st.text())
def test_nothing_unseen_remains(text: str) -> None:
    assert visible(text).isprintable()
    assert "\n" not in quoted(text)
    assert '"' not in quoted(text)[1:-1].replace('\\"', "").replace("\\\\", "")
