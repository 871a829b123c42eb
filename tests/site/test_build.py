"""The site in a folder: whole, the same on every run, and careful with what is not its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from pgworkbench.catalog import Catalog
from pgworkbench.errors import WorkbenchError
from pgworkbench.site import SiteContent, build_site, check_site

HERE = Path(__file__).parent
_DIGEST = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("shop", sys.argv[1]); shop = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shop)
from pgworkbench.site.build import site_files
made = site_files(shop.shop_content())
print(hashlib.sha256("".join(f"{name}\\0{text}\\0" for name, text in sorted(made.items())).encode()).hexdigest())
"""


class Outline(HTMLParser):
    """What a page says to those who do not see it: elements by tag, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += " " if tag in {"td", "th", "dd", "p", "li"} else ""
        self.attributes.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def outline(folder: Path, page: str) -> Outline:
    return Outline((folder / page).read_text(encoding="utf-8"))


def test_a_site_is_whole(shop: SiteContent, built: Path) -> None:
    assert check_site(shop, built) == ()
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert {"index.html", "tables/orders.html", "domains/sales.html", "queries/add_order.html", "roles.html"} <= names
    assert {"runs/indexes.html", "runs/indexes.svg", "notebooks/21_volumes.html", "rules/no-primary-key.html"} <= names
    assert "tables/orders_1.html" not in names, "a partition stands with its parent"


def test_the_bytes_are_the_same_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST, str(HERE / "conftest.py")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True, timeout=120,
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    assert len(digests) == 1
    assert hashlib.sha256(b"").hexdigest() not in digests


def test_a_later_build_removes_what_is_no_longer_made_and_nothing_else(shop: SiteContent, tmp_path: Path) -> None:
    build_site(shop, tmp_path)
    (tmp_path / "tables" / "mine.html").write_text("kept")
    build_site(replace(shop, runs=(), notebooks=()), tmp_path)
    assert not (tmp_path / "runs" / "indexes.html").exists()
    assert (tmp_path / "tables" / "mine.html").read_text() == "kept"


def test_a_folder_with_a_page_of_somebody_else_is_refused(shop: SiteContent, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(WorkbenchError, match=r"index\.html is no page of a site written here: choose an empty folder"):
        build_site(shop, tmp_path)
    assert (tmp_path / "index.html").read_text() == "mine"
    assert not (tmp_path / "assets").exists()


def test_a_build_that_was_cut_off_can_be_made_anew(shop: SiteContent, tmp_path: Path) -> None:
    build_site(shop, tmp_path)
    for name in ("tables/orders.html", "assets/site.css"):
        (tmp_path / name).unlink()
    build_site(shop, tmp_path)
    assert check_site(shop, tmp_path) == ()


def test_a_list_that_names_files_elsewhere_removes_none_of_them(shop: SiteContent, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("kept")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site-files.txt").write_text(f"../outside.txt\n{outside}\n")
    build_site(shop, tmp_path / "site")
    assert outside.read_text() == "kept"


def test_a_database_without_tables_has_a_site_too(tmp_path: Path) -> None:
    content = SiteContent("Nothing yet", Catalog(160004, "empty"))
    build_site(content, tmp_path)
    assert check_site(content, tmp_path) == ()
    assert "There are no tables yet." in outline(tmp_path, "index.html").text


def test_tables_without_groups_stand_together(shop: SiteContent, tmp_path: Path) -> None:
    content = SiteContent("Any database", shop.catalog)
    build_site(content, tmp_path)
    assert check_site(content, tmp_path) == ()
    page = outline(tmp_path, "tables/orders.html").text
    assert "Review" not in page, "no review was made"
    assert "Size" not in page, "nobody said what the sizes are of"


def test_hostile_names_are_shown_and_never_obeyed(built: Path) -> None:
    for path in built.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<b>x" not in text, path.name
        assert "49.Ünï" not in text, f"{path.name}: a template was run"
        assert Outline(text).tags.count("script") <= 1, path.name


def test_every_page_has_landmarks_one_first_heading_and_no_level_left_out(built: Path) -> None:
    for path in built.rglob("*.html"):
        if path.parent.name == "notebooks":
            continue
        page = Outline(path.read_text(encoding="utf-8"))
        assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("header") == 1, path.name
        levels = [int(tag[1]) for tag in page.tags if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert not jumps, f"{path.name}: {levels}"
        assert all(attributes.get("alt") for tag, attributes in page.attributes if tag == "img"), path.name


def test_a_table_page_tells_all_of_it(built: Path) -> None:
    text = " ".join(outline(built, "tables/orders.html").text.split())
    for told in (
        "What people buy.", "RANGE (id)", "4,000,000", "order_status", "CHECK ((id > 0))", "Numbered from 1.",
        "Looked up on every visit.", "orders_of_customer", "12 times longer without it (10 to 14)",
        "after insert or update", "customer_id = me()", "FOR VALUES FROM ('1') TO ('100')", "select, insert, delete",
        "it cascades", "Rows come in seasons.", "40 rows, 16 kB, indexes 8 kB", "8 kB", "1 ms",
    ):  # fmt: skip
        assert told in text, told
    assert "Who refers" not in text
    assert "orders_customer_fkey" in outline(built, "tables/customers.html").text


def test_a_query_page_tells_how_long_it_took_and_what_is_there_for_it(built: Path) -> None:
    text = " ".join(outline(built, "queries/orders_of_customer.html").text.split())
    assert "as designed 1 ms 7 4 indexes" in text
    assert "without orders_customer_idx 12 ms 7 80 indexes" in text
    assert "orders_customer_idx: Looked up on every visit." in text


def test_a_run_is_shown_with_its_plot_and_its_folded_plans(built: Path) -> None:
    page = outline(built, "runs/indexes.html")
    assert [a["src"] for tag, a in page.attributes if tag == "img"] == ["indexes.svg"]
    assert page.tags.count("details") == 1
    assert "Index Scan <b>" in page.text


def test_a_finding_of_a_rule_without_a_page_names_it_without_a_link(shop: SiteContent, tmp_path: Path) -> None:
    content = replace(shop, rules=())
    build_site(content, tmp_path)
    assert check_site(content, tmp_path) == ()
    assert "no-primary-key" in outline(tmp_path, "review.html").text
