"""A diagram on a page: linked, without anything that runs, in the page's colours."""

from __future__ import annotations

from pgworkbench.site import SiteContent
from pgworkbench.site.picture import page_picture, shown_name
from pgworkbench.site.whole import Site

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img">{}</svg>'


def drawn(inside: str, addresses: dict[tuple[str, str], str] | None = None) -> str:
    return page_picture(SVG.format(inside), addresses or {("table", "orders"): "tables/orders.html"}, "../")


def test_a_table_leads_to_its_page_and_the_picture_is_no_longer_one_image() -> None:
    svg = drawn('<g data-table="orders"><rect/></g>')
    assert '<g data-table="orders"><a href="../tables/orders.html"><rect /></a></g>' in svg
    assert 'role="group"' in svg


def test_what_has_no_page_and_what_is_linked_already_is_let_be() -> None:
    assert "<a" not in drawn('<g data-table="gone"><rect/></g>')
    assert 'role="img"' in drawn('<g data-table="gone"><rect/></g>')
    assert drawn('<g data-table="orders"><a href="x.html"><rect/></a></g>').count("<a ") == 1


def test_nothing_in_a_picture_runs_or_leads_out() -> None:
    svg = drawn(
        '<script>1</script><g onclick="x()"><a xlink:href="javascript:1"><rect/></a></g><a href="https://a.b"/>'
    )
    assert "script" not in svg
    assert "onclick" not in svg
    assert "https://a.b" not in svg


def test_dark_colours_follow_the_page_before_the_browser() -> None:
    svg = drawn("<style>@media (prefers-color-scheme:dark){svg.p{--c0:#000}}</style>")
    assert "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]) svg.p{--c0:#000}}" in svg
    assert "@media screen{:root[data-theme=dark] svg.p{--c0:#000}}" in svg


def test_every_table_and_domain_of_a_drawn_diagram_is_linked(shop: SiteContent) -> None:
    """Also those whose names cannot be drawn as they are: the diagram and the site write them alike."""
    site = Site(shop)
    svg = page_picture(shop.pictures.overview, site.drawn, "")
    tables = [table for table in site.tables if table.kind != "v"]
    assert svg.count("<a ") == len(tables) + sum(bool(domain.name) for domain in site.domains)
    assert shown_name("a\u202eb") == "a\u2039U+202E\u203ab"
