"""A rule's docstring is its documentation: a title, then sections. Read here, rendered in page.py, run in the tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent

_SECTION = re.compile(r"^(What|Why|Wrong when|Source|Bad|Good):[ \t]*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Documentation:
    """The title and the six sections; `bad` and `good` are SQL that runs on an empty database."""

    title: str
    what: str
    why: str
    wrong_when: str
    source: str
    bad: str
    good: str


def parse_documentation(docstring: str) -> Documentation:
    """Read a rule's docstring; ValueError names the section that is missing or there twice."""
    head, *parts = _SECTION.split(docstring)
    names, texts = parts[::2], parts[1::2]
    sections = {name.lower().replace(" ", "_"): text for name, text in zip(names, texts, strict=True)}
    wanted = ("what", "why", "wrong_when", "source", "bad", "good")
    wrong = [name for name in wanted if names.count(name.capitalize().replace("_", " ")) != 1]
    if wrong or not head.strip():
        raise ValueError(f"a rule's docstring has a title and one each of: {', '.join(wanted)}; not so: {wrong}")
    prose = {name: " ".join(sections[name].split()) for name in wanted[:4]}
    return Documentation(
        title=" ".join(head.split()),
        bad=dedent(sections["bad"]).strip(),
        good=dedent(sections["good"]).strip(),
        **prose,
    )
