"""Names are made and recognised by template, and never longer than the server allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgworkbench.review.english import is_named_after, is_plural, singular
from pgworkbench.review.names import LIMIT, SNAKE_CASE, filled, fits, snake_case

INDEX = "{table}_{columns}_{type}_idx"


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_a_made_name_is_within_the_limit_and_stays_the_same(table: str, columns: str) -> None:
    """R-NAME: a longer one is shortened by rule, never by the server."""
    name = filled(INDEX, table=table, columns=columns, type="btree")
    assert len(name.encode()) <= LIMIT
    assert name == filled(INDEX, table=table, columns=columns, type="btree")


def test_two_long_names_stay_two() -> None:
    long = "a_very_long_name_that_goes_on_and_on_and_on_until_nobody_reads"
    one, other = (filled(INDEX, table=long, columns=columns, type="btree") for columns in ("x", "y"))
    assert one != other


@given(st.text(min_size=1))
def test_snake_case_is_snake_case(name: str) -> None:
    assert SNAKE_CASE.fullmatch(snake_case(name))


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("orders_shop_btree_idx", True),
        ("orders_shop_live_btree_idx", True),
        ("orders_old_shop_btree_idx", True),
        ("orders_workshop_btree_idx", False),
        ("orders_btree_idx", False),
        ("bills_shop_btree_idx", False),
        ("orders_shop_hash_idx", False),
        ("x" * 60, True),
        ("X" * 60, False),
    ],
)
def test_a_name_fits_its_template(name: str, fitting: bool) -> None:  # noqa: FBT001 - a column of the table
    assert fits(INDEX, name, table="orders", columns="shop", type="btree") is fitting


@pytest.mark.parametrize(
    ("plural", "one"),
    [("orders", "order"), ("companies", "company"), ("boxes", "box"), ("addresses", "address"), ("status", "status")],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("stem", "table"),
    [
        ("warehouse", "Warehouses"),
        ("movie", "movies"),
        ("cache", "caches"),
        ("batch", "batches"),
        ("person", "people"),
        ("order_line", "orderLines"),
        ("status", "statuses"),
        ("box", "box"),
    ],
)
def test_a_stem_names_a_row_of_its_table(stem: str, table: str) -> None:
    assert is_named_after(stem, table)
    assert not is_named_after(stem, "orders")


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("orders", True),
        ("people", True),
        ("raw_data", True),
        ("address", False),
        ("status", False),
        ("order_line", False),
    ],
)
def test_plural(name: str, plural: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_plural(name) is plural
