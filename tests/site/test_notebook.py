"""Notebooks as pages of the site."""

from __future__ import annotations

from pgworkbench.site import NotebookPage
from pgworkbench.site.notebook import framed


def page(html: str) -> str:
    return framed(NotebookPage("a", "A", f"<html><body class='x'>{html}</body></html>"), "Shop & <more>")


def test_a_page_leads_back_to_the_site() -> None:
    assert "<body class='x'><nav aria-label=\"Site\"" in page("")
    assert '<a href="../notebooks.html">← Shop &amp; &lt;more&gt;</a>' in page("")


def test_links_lead_to_other_pages_and_never_outside() -> None:
    html = page('<a href="07_leads.ipynb#x">n</a><a class="c" href="https://example.org">far</a><a href="#here">h</a>')
    assert '<a href="07_leads.html#x">n</a>' in html
    assert '<a class="c" title="https://example.org">far</a>' in html
    assert '<a href="#here">h</a>' in html
