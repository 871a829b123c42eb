"""Whether a folder holds the site that its content makes, and whether every link in it leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from pgworkbench.site.build import site_files, written_before
from pgworkbench.site.content import SiteContent

_ELSEWHERE = re.compile(r"(?i)([a-z][a-z0-9+.-]*:|//)")
_INSIDE = ("data:",)  # an address that holds what it leads to
_ADDRESSES = {"href", "src", "srcset", "poster", "action", "xlink:href"}


def check_site(content: SiteContent, folder: Path) -> tuple[str, ...]:
    """Everything that is wrong with the site in `folder`, a line each; empty if it is as `build_site` would make it.

    Files that are missing, too many or not as they would be made now; links to nowhere or to elsewhere.
    """
    made = site_files(content)
    there = {name for name in {*made, *written_before(folder)} if (folder / name).is_file()}
    lines = [f"{name} is missing" for name in sorted(set(made) - there)]
    lines += [f"{name} is not part of it" for name in sorted(there - set(made))]
    for name in sorted(there & set(made)):
        if (folder / name).read_bytes() != made[name].encode():
            lines.append(f"{name} is not as it would be made now")
    return (*lines, *faults(made))


def faults(files: Mapping[str, str]) -> Iterator[str]:
    """Links to no page or no part of one, and addresses outside, in a site by the paths of its files."""
    read = {name: _read(text) for name, text in files.items() if name.endswith(".html")}
    for name, page in read.items():
        yield from (f"{name}: the id {each} is there twice" for each in page.twice)
        for address in page.addresses:
            problem = _problem(name, address, files, read)
            if problem:
                yield f"{name}: {address} {problem}"


@dataclass
class _Reader(HTMLParser):
    """Every address and every id of a page."""

    addresses: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _ADDRESSES and value:
                self.addresses.append(value)
            elif name == "id" and value:
                (self.twice.append if value in self.ids else self.ids.add)(value)


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    return reader


def _problem(page: str, address: str, files: Mapping[str, str], read: Mapping[str, _Reader]) -> str:
    if address.startswith(_INSIDE):
        return ""
    if _ELSEWHERE.match(address):
        return "leads out of the site"
    where, _, part = address.partition("#")
    target = normpath(join(dirname(page), unquote(where))) if where else page
    if target not in files:
        return "leads to no page"
    if part and target in read and unquote(part) not in read[target].ids:
        return "leads to no part of its page"
    return ""
