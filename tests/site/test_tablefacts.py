"""What a table's page shows beside the catalog's own values."""

from __future__ import annotations

import pytest

from pgworkbench.catalog import Column
from pgworkbench.site import SiteContent
from pgworkbench.site.tablefacts import badges, default_of, index_bytes, index_facts, table_facts
from pgworkbench.site.whole import Site


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (Column("a", "int", 1), ("", "")),
        (Column("a", "int", 1, default="1"), ("", "1")),
        (Column("a", "int", 1, default="b + 1", generated="s"), ("generated, stored", "b + 1")),
        (Column("a", "int", 1, default="b + 1", generated="v"), ("generated, virtual", "b + 1")),
        (Column("a", "int", 1, identity="d"), ("identity, by default", "")),
    ],
)
def test_defaults_are_told_in_words_and_as_an_expression(column: Column, told: tuple[str, str]) -> None:
    assert default_of(column) == told


def test_a_column_carries_its_keys(shop: SiteContent) -> None:
    found = badges(shop.catalog.table("orders"))
    assert found["id"] == (("PK", "primary key"),)
    assert found["customer_id"] == (("FK", "foreign key"),)
    assert "status" not in found


def test_an_index_of_a_partitioned_table_weighs_what_its_partitions_weigh(shop: SiteContent) -> None:
    site, orders = Site(shop), shop.catalog.table("orders")
    whole = next(index for index in orders.indexes if index.name == "orders_customer_idx")
    assert index_bytes(site, orders, whole) == 8192


def test_an_index_tells_what_it_serves_with_what_was_measured(shop: SiteContent) -> None:
    facts = {each.index.name: each for each in index_facts(Site(shop), shop.catalog.table("orders"))}
    uses = dict(facts["orders_customer_idx"].uses)
    assert list(uses) == ["orders_of_customer", "gone"]
    assert [gain.run for gain in uses["orders_of_customer"]] == ["indexes"]
    assert list(facts)[-1] == "orders_pkey", "indexes behind constraints come last"


def test_facts_are_those_that_are_known(shop: SiteContent) -> None:
    facts = dict(table_facts(Site(shop), shop.catalog.table("orders")))
    assert facts == {
        "Owner": "shop_owner",
        "Partitioned by": "RANGE (id)",
        "Row security": "on",
        "Rows after a year": "4,000,000",
        "Size (profile tiny)": "40 rows, 16 kB, indexes 8 kB",
    }
