"""Groups found from foreign keys: what belongs together stays together, a hub holds nothing together."""

from __future__ import annotations

import random
from itertools import combinations

from diagram.designs import catalog, generated, table

from pgworkbench.catalog import Catalog
from pgworkbench.diagram import groups_of_catalog, overview


def agreement(found: dict[str, str], meant: dict[str, str]) -> float:
    """How many pairs of tables are together, or apart, in both (the Rand index)."""
    pairs = list(combinations(sorted(meant), 2))
    return sum((found[a] == found[b]) == (meant[a] == meant[b]) for a, b in pairs) / len(pairs)


def test_the_domains_of_a_design_are_found_again() -> None:
    for count in (17, 40, 100):
        design, meant = generated(count)
        assert agreement(groups_of_catalog(design), meant) > 0.9


def test_a_group_has_the_name_of_its_centre() -> None:
    found = groups_of_catalog(generated(40)[0])
    assert found["domain_03_notes"] == "domain_03_items"


def test_the_order_of_tables_is_of_no_account() -> None:
    design, _ = generated(40)
    tables = list(design.tables)
    random.Random(7).shuffle(tables)  # noqa: S311  # an order, no secret
    shuffled = Catalog(design.version, design.database, tuple(tables))
    assert groups_of_catalog(shuffled) == groups_of_catalog(design)


def test_tables_that_nothing_connects_are_other() -> None:
    found = groups_of_catalog(
        catalog(
            table("orders", ["id int"]),
            table("lines", ["id int", "order_id int"], "order_id -> orders"),
            table("weather", ["id int"]),
            table("stars", ["id int"]),
        )
    )
    assert found == {"orders": "orders", "lines": "orders", "weather": "other", "stars": "other"}


def test_a_common_first_word_joins() -> None:
    found = groups_of_catalog(catalog(*(table(f"{a}_{b}", ["id int"]) for a in ("blog", "shop") for b in ("x", "y"))))
    assert found["blog_x"] == found["blog_y"] != found["shop_x"] == found["shop_y"]


def test_an_overview_without_groups_takes_the_found_ones() -> None:
    design, _ = generated(17)
    drawing = overview(design).drawing
    assert {entity.name: entity.group for entity in drawing.entities} == groups_of_catalog(design)
