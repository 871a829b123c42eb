"""Markdown, SQL and figures as HTML that cannot be broken out of."""

from __future__ import annotations

import pytest

from pgworkbench.site.markup import breakable, inline, markdown, number, one_line, size, sql


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* `b`", "<p><em>a</em> <code>b</code></p>\n"),
        ("a <script>alert(1)</script>", "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("<!-- made -->\ntext", "<p>text</p>\n"),
        ("[here](orders.html)", '<p><a href="orders.html">here</a></p>\n'),
        ("[far](https://example.org/a)", '<p><span class="outside" title="https://example.org/a">far</span></p>\n'),
        ("![plot](https://example.org/a.png)", "<p>plot</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
    ],
)
def test_markdown_leads_nowhere_outside_and_runs_nothing(text: str, html: str) -> None:
    assert markdown(text) == html


def test_what_folds_a_part_away_is_the_only_html_that_is_obeyed() -> None:
    html = markdown("<details><summary>Plans of x</summary>\n\ntext\n\n</details>")
    assert html == "<details><summary>Plans of x</summary>\n<p>text</p>\n</details>"
    assert "<details onclick" not in markdown("<details onclick=x>")


def test_headings_move_down_and_wide_tables_scroll() -> None:
    assert "<h3>" in markdown("# a", deeper=2)
    html = markdown("| a |\n|---|\n| b |")
    assert html.startswith('<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>')


def test_code_in_markdown_is_marked_where_it_is_sql() -> None:
    assert '<span class="k">SELECT</span>' in markdown("```sql\nSELECT 1\n```")
    assert "&lt;b&gt;" in markdown("````\n<b>\n````")


def test_sql_is_escaped_and_whole() -> None:
    html = sql("SELECT '<b>' || $$</code>$$ -- <i>")
    assert html.striptags() == "SELECT '<b>' || $$</code>$$ -- <i>"
    assert "<b>" not in html


def test_long_names_break_where_their_words_end() -> None:
    assert breakable("a_b<c") == "a_<wbr>b&lt;c"
    assert inline("`a` & b") == "<code>a</code> &amp; b"
    assert one_line("a\n  b") == "a b"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (8192, "8 kB"), (1536, "1.5 kB"), (5 * 1024**3, "5 GB"), (150 * 1024**2, "150 MB")],
)
def test_sizes_are_for_people(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("value", "text"), [(4_000_000, "4,000,000"), (0.2164, "0.216"), (12.0, "12"), (1234.5, "1,234")]
)
def test_numbers_are_for_people(value: float, text: str) -> None:
    assert number(value) == text
