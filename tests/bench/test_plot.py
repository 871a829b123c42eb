"""The picture of a run: the same bytes each time, readable as XML, said in words too."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

from pgworkbench.bench import plot

from .values import RUN

SVG = "{http://www.w3.org/2000/svg}"


def parsed() -> ET.Element:
    return ET.fromstring(plot(RUN))  # noqa: S314 - our own picture


def test_the_same_run_gives_the_same_bytes() -> None:
    assert plot(RUN) == plot(RUN)


def test_what_gains_most_stands_on_top_with_its_interval() -> None:
    words = [text.text or "" for text in parsed().iter(f"{SVG}text")]
    gains = [word for word in words if word.endswith("]") or "more than" in word or word == "same plan"]
    assert [gain.split()[0] for gain in gains] == ["120", "more", "4", "1.01", "same", "0.8"]


def test_it_is_said_in_words_for_those_who_do_not_see_it() -> None:
    root = parsed()
    assert root.get("role") == "img"
    assert "by_customer (orders_customer): 4 \u00d7 [3.5, 4.4]" in (root.get("aria-label") or "")


def test_of_very_many_comparisons_only_those_that_say_something_are_drawn() -> None:
    many = replace(RUN, comparisons=RUN.comparisons * 8)
    words = {text.text for text in ET.fromstring(plot(many)).iter(f"{SVG}text")}  # noqa: S314 - our own picture
    assert "same plan" not in words
    assert "1.01 \u00d7  [0.97, 1.05]" not in words
    assert "4 \u00d7  [3.5, 4.4]" in words


def test_it_carries_no_date_and_no_background() -> None:
    text = plot(RUN)
    assert "<dc:date>" not in text
    assert "fill: #ffffff" not in text
