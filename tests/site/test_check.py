"""What is wrong with a site is named, a line each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pgworkbench.site import SiteContent, check_site
from pgworkbench.site.check import faults


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "site"))


def test_a_page_that_was_edited_is_stale(shop: SiteContent, copied: Path) -> None:
    page = copied / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert check_site(shop, copied) == ("index.html is not as it would be made now",)


def test_a_page_that_is_gone_is_missing(shop: SiteContent, copied: Path) -> None:
    (copied / "tables" / "orders.html").unlink()
    assert check_site(shop, copied) == ("tables/orders.html is missing",)


def test_a_page_of_an_earlier_site_is_too_much(shop: SiteContent, copied: Path) -> None:
    listing = copied / "site-files.txt"
    listing.write_text(listing.read_text(encoding="utf-8") + "tables/old.html\n", encoding="utf-8")
    (copied / "tables" / "old.html").write_text("old")
    assert set(check_site(shop, copied)) == {
        "site-files.txt is not as it would be made now",
        "tables/old.html is not part of it",
    }


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="b.html">b</a>', "leads to no page"),
        ('<a href="sub/c.html#no">c</a>', "leads to no part of its page"),
        ('<a href="sub/c.html#yes">c</a>', ""),
        ('<a href="#here">here</a><p id="here">', ""),
        ('<a href="https://example.org">x</a>', "leads out of the site"),
        ('<img src="//example.org/x.png" alt="">', "leads out of the site"),
        ('<link rel="icon" href="data:,">', ""),
        ('<p id="a"></p><p id="a"></p>', "is there twice"),
    ],
)
def test_links_to_nowhere_and_elsewhere_are_faults(html: str, fault: str) -> None:
    found = list(faults({"index.html": html, "sub/c.html": '<p id="yes">'}))
    assert len(found) == bool(fault)
    assert all(fault in line for line in found)
