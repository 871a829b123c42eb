"""The site's content with every way through it."""

from __future__ import annotations

from dataclasses import replace

from pgworkbench.catalog import Name
from pgworkbench.site import SiteContent
from pgworkbench.site.whole import Site
from pgworkbench.workload import Query, Workload


def test_domains_stand_in_the_order_of_their_titles_and_the_rest_last(shop: SiteContent) -> None:
    domains = Site(shop).domains
    assert [domain.title for domain in domains[:2]] == ["Sales: what is bought", "People"]
    assert (domains[-1].name, domains[-1].title) == ("", "Views")
    assert [str(table.name) for table in domains[-1].tables] == ["app.totals"]
    groups = {name: group for name, group in shop.groups.items() if name != "orders"}
    assert Site(replace(shop, groups=groups)).domains[-1].title == "Other tables"


def test_a_view_is_not_counted_as_a_table(shop: SiteContent) -> None:
    site = Site(shop)
    counted = {word: number for number, word in site.figures}
    assert counted["view"] == 1
    assert counted["tables"] == len(site.tables) - 1
    assert counted["domains"] == len(site.domains) - 1


def test_the_menu_offers_what_is_there(shop: SiteContent) -> None:
    assert [label for label, _ in Site(shop).menu] == [
        "Queries", "Types", "Functions", "Roles and grants", "Review", "Rules", "Benchmarks", "Notebooks",
    ]  # fmt: skip
    assert [label for label, _ in Site(SiteContent("x", replace(shop.catalog, roles=()))).menu] == [
        "Types",
        "Functions",
    ]


def test_remarks_are_counted_and_sorted_by_how_grave_they_are(shop: SiteContent) -> None:
    site = Site(shop)
    assert [remark.level for remark in site.remarks] == ["error", "warning", "notice"]
    assert site.counts(site.remarks) == (("error", 1), ("warning", 1), ("notice", 1))
    assert [remark.rule for remark in site.remarks_of(shop.catalog.table("orders"))] == ["cascade-unargued"]


def test_a_partition_has_no_page(shop: SiteContent) -> None:
    site = Site(shop)
    assert site.page_of(Name("public", "orders_1")) is None
    assert site.page_of_text("orders") == "tables/orders.html"
    assert site.page_of_text("gone") is None


def test_a_query_knows_the_indexes_that_are_there_for_it(shop: SiteContent) -> None:
    assert [(str(t.name), i) for t, i in Site(shop).indexes_for("orders_of_customer")] == [
        ("orders", "orders_customer_idx")
    ]


def test_queries_stand_in_the_order_of_their_domains(shop: SiteContent) -> None:
    assert [(name, len(queries)) for name, queries in Site(shop).queries_by_domain][:1] == [("sales", 2)]
    alone = replace(shop, groups={}, titles={}, workload=Workload((Query("q", "SELECT 1"),)))
    assert [name for name, _ in Site(alone).queries_by_domain] == [""]
