"""Addresses: plain names as they are, every other name as something that no file system confuses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgworkbench.catalog import Name
from pgworkbench.site.address import function_anchor, slug, slug_of, table_page


@pytest.mark.parametrize("name", ["leads", "lead_notes", "t1", "_x", "a-b"])
def test_a_plain_name_is_its_own_address(name: str) -> None:
    assert slug(name) == name


def test_public_is_left_out_and_a_dot_in_a_name_is_no_schema() -> None:
    assert table_page(Name("public", "settings")) == "tables/settings.html"
    assert table_page(Name("app", "settings")) == "tables/app.settings.html"
    assert table_page(Name("public", "app.settings")) != table_page(Name("app", "settings"))


def test_overloads_have_addresses_of_their_own() -> None:
    name = Name("app", "f")
    assert len({function_anchor(name, arguments) for arguments in ("", "integer", "text")}) == 3


@given(st.tuples(st.text(max_size=63), st.text(max_size=63)), st.tuples(st.text(max_size=63), st.text(max_size=63)))
def test_two_names_never_share_a_file_even_where_case_is_ignored(one: tuple[str, str], other: tuple[str, str]) -> None:
    slugs = [slug_of(Name(*name)) for name in (one, other)]
    assert (slugs[0].casefold() == slugs[1].casefold()) == (one == other)
    assert all(re.fullmatch(r"[a-z0-9_.-]+", each) and len(each) < 140 for each in slugs)
