"""How values show themselves: the same facts in a terminal and in a notebook, whatever the texts hold."""

import pandas as pd
import pytest

from pgworkbench.display import dotted, frame_html, lines, rows, run_text, table_html
from pgworkbench.workbench import Workbench


def test_facts_stand_in_columns() -> None:
    assert lines(iter([("a", "1"), ("longer", "2")])) == "a       1\nlonger  2"


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    assert "<b>" not in rows(iter([("<b>", "<script>")]))
    assert "&lt;script&gt;" in table_html(["<b>"], [["<script>"]])


def test_numbers_stand_right_and_texts_left_and_whole() -> None:
    long = "word " * 60
    page = frame_html(pd.DataFrame({"n": [1234567, 2], "x": [0.123456, None], "t": [long, "b"]}))
    assert '<td style="text-align:right">1,234,567</td>' in page
    assert '<td style="text-align:right">0.1235</td>' in page
    assert f'<td style="text-align:left">{long}</td>' in page
    assert "nan" not in page.lower()


def test_a_named_index_is_a_column_and_a_plain_one_is_not() -> None:
    named = pd.DataFrame({"v": [1]}, index=pd.Index(["r"], name="k"))
    assert ">k<" in frame_html(named)
    assert frame_html(pd.DataFrame({"v": [7]})).count("<td") == 1


def test_a_long_frame_says_how_much_is_left() -> None:
    assert "and 40 more rows" in frame_html(pd.DataFrame({"v": range(100)}))


@pytest.mark.parametrize(("number", "shown"), [(180006, "18.6"), (160014, "16.14")])
def test_a_version_reads_as_people_write_it(number: int, shown: str) -> None:
    assert dotted(number) == shown


def test_a_run_leads_with_ratios(workbench: Workbench) -> None:
    run = workbench.bench(profile="tiny", queries=["timeline_of_lead"], seconds=10)
    text = run_text(run)
    assert "times longer" in text
    assert "timeline_of_lead" in text
    assert " ms" not in text
