"""A diagram as a page holds it: its tables and domains lead to their pages, its colours follow the page's.

An SVG says in `data-table` and `data-group` what each of its parts stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from markupsafe import Markup

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_VARIED = re.compile(r"@media \(prefers-color-scheme:\s*dark\)\{(svg\.[\w-]+)\{([^{}]*)\}\}")
_ELSEWHERE = re.compile(r"(?i)^\s*(javascript|data|https?|file):|^//")
_ACTIVE = {f"{{{_SVG}}}script", f"{{{_SVG}}}foreignObject"}


def page_picture(svg: str, addresses: Mapping[tuple[str, str], str], root: str) -> Markup:
    """The SVG for a page that stands `root` (`../`) below the site's; `addresses` by (`table` or `group`, name)."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    tree = ET.fromstring(svg)  # noqa: S314  # handed in by the caller, who drew it
    _disarm(tree)
    linked = sum(_link(element, addresses, root) for element in list(tree.iter()))
    if linked:
        tree.set("role", "group")  # an image hides the links in it
    return Markup(_themed(ET.tostring(tree, encoding="unicode")))  # noqa: S704  # serialised from a tree


def shown_name(text: str) -> str:
    """A name as a picture carries it: what cannot be drawn is shown by its number."""
    return "".join(mark if mark.isprintable() else f"\u2039U+{ord(mark):04X}\u203a" for mark in text)


def _disarm(tree: ET.Element) -> None:
    """Nothing in a picture runs, or leads out of the site."""
    for element in list(tree.iter()):
        for child in list(element):
            if child.tag in _ACTIVE:
                element.remove(child)
        for name, value in list(element.attrib.items()):
            if name.lower().startswith("on") or (name.endswith("href") and _ELSEWHERE.match(value)):
                del element.attrib[name]


def _link(element: ET.Element, addresses: Mapping[tuple[str, str], str], root: str) -> bool:
    """Make a part of the picture a link to what it stands for, unless it is one already."""
    kind = next((kind for kind in ("table", "group") if f"data-{kind}" in element.attrib), None)
    if kind is None or element.find(f".//{{{_SVG}}}a") is not None:
        return False
    name = element.attrib[f"data-{kind}"]
    address = addresses.get((kind, name))
    if address is None:
        return False
    anchor = ET.Element(f"{{{_SVG}}}a", {"href": f"{root}{address}"})  # its text names it
    anchor[:] = list(element)
    element[:] = [anchor]
    return True


def _themed(svg: str) -> str:
    """Colours that follow the reader's choice on the page, and only then the browser's; paper is light."""
    return _VARIED.sub(
        lambda found: (
            f"@media screen and (prefers-color-scheme:dark)"
            f"{{:root:not([data-theme=light]) {found[1]}{{{found[2]}}}}}"
            f"@media screen{{:root[data-theme=dark] {found[1]}{{{found[2]}}}}}"
        ),
        svg,
    )
