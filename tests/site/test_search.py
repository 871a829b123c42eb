"""The search index: everything that has a name, with addresses that exist."""

from __future__ import annotations

import json
from pathlib import Path

from pgworkbench.site import SiteContent
from pgworkbench.site.check import faults
from pgworkbench.site.search import entries, index_script
from pgworkbench.site.whole import Site


def test_every_kind_of_thing_is_found(shop: SiteContent) -> None:
    kinds = {entry[0] for entry in entries(Site(shop))}
    assert kinds == {
        "table", "domain", "column", "index", "constraint", "trigger", "policy", "query", "enum", "function", "role",
        "rule", "benchmark", "notebook",
    }  # fmt: skip


def test_every_entry_leads_to_a_part_of_a_page(shop: SiteContent, built: Path) -> None:
    pages = {path.relative_to(built).as_posix(): path.read_text(encoding="utf-8") for path in built.rglob("*.html")}
    links = "".join(f'<a href="{entry[4]}">x</a>' for entry in entries(Site(shop)))
    assert [line for line in faults({**pages, "all.html": links}) if line.startswith("all.html")] == []


def test_the_index_is_a_script_of_plain_letters(shop: SiteContent) -> None:
    script = index_script(Site(shop))
    assert script.isascii()
    listed = json.loads(script.removeprefix("window.siteIndex = ").rstrip(";\n"))
    assert len(listed) == len(list(entries(Site(shop))))


def test_comments_are_found_too_and_cut_where_a_word_ends(shop: SiteContent) -> None:
    said = {entry[1]: entry[3] for entry in entries(Site(shop))}
    assert said["email"] == "Where letters go."
    assert said["orders_customer_idx"] == "Looked up on every visit."
