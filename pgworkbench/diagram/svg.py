"""An SVG as a page wants it: made of what Graphviz draws, without its header, its ids and its names for fonts.

It scales down with the page and is never cut; tooltips are `<title>` elements; tables and keys carry their names in
`data-table` and `data-key`; a key's feet stand beside its line. No address outside itself, no date, no version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from pgworkbench.diagram.entities import Drawing
from pgworkbench.diagram.escape import identifier, visible

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
FEET = "-feet"
_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"  # Verdana is as wide as DejaVu
_DASHES = "6 4"
_HEADER = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Variables = Mapping[str, tuple[str, str]]  # a colour in the picture, and what it is on light and on dark pages


def clean(raw: bytes, drawing: Drawing, *, variables: Variables | None = None, least: float = 0.0) -> str:
    """Graphviz's SVG, cleaned; with `variables` its colours follow what the reader's browser prefers.

    It is given at least `least` pixels of width, for pages that stretch every picture.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(_HEADER.sub("", raw.decode("utf-8")))  # noqa: S314  # our own picture
    for element in reversed(list(root.iter())):  # the innermost first
        _unwrap(element)
    _name(root, drawing)
    for element in root.iter():
        if "stroke-dasharray" in element.attrib:
            element.set("stroke-dasharray", _DASHES)
    for text in root.iter(_tag("text")):
        text.attrib.pop("font-family", None)
        text.attrib.pop(_SPACE, None)
    _size(root, drawing, least)
    if variables:
        _vary(root, variables)
    ET.indent(root, space="")
    return ET.tostring(root, encoding="unicode") + "\n"


def _tag(name: str) -> str:
    return f"{{{SVG}}}{name}"


def _unwrap(group: ET.Element) -> None:
    """Tooltips as `<title>`, and links without an address as what stands in them."""
    for title in group.findall(_tag("title")):
        group.remove(title)  # Graphviz's own: an id
    for index, child in enumerate(list(group)):
        anchor = child.find(_tag("a")) if child.tag == _tag("g") else None
        if anchor is None:
            continue
        tooltip = anchor.attrib.pop(f"{{{XLINK}}}title", "")
        target = child if f"{{{XLINK}}}href" in anchor.attrib else anchor
        inner = list(target)
        whole = group.get("class") in {"node", "edge", "cluster"} and len(group) == 1
        if whole:
            group[:] = inner
            _entitle(group, tooltip)
        else:
            row = ET.Element(_tag("g"))
            row[:] = inner
            _entitle(row, tooltip)
            group[index] = row


def _entitle(element: ET.Element, tooltip: str) -> None:
    if tooltip:
        title = ET.Element(_tag("title"))
        title.text = tooltip
        element.insert(0, title)


def _name(root: ET.Element, drawing: Drawing) -> None:
    """Names instead of Graphviz's ids, which are kept with the picture's own before them; feet beside their lines."""
    tables = {
        f"table-{identifier(entity.table)}": ("data-group" if entity.members else "data-table", entity.name)
        for entity in drawing.entities
    }
    groups = {f"group-{identifier(group)}": ("data-group", group) for group in drawing.groups}
    keys = {f"key-{identifier(k.owner)}-{identifier(k.name)}": ("data-key", k.name) for k in drawing.links}
    known = {**tables, **groups, **keys}
    drawn = root[0]
    lines = {group.get("id"): group for group in drawn}
    for group in drawn.findall(_tag("g")):
        name = group.get("id", "")
        if name.endswith(FEET) and name.removesuffix(FEET) in lines:
            lines[name.removesuffix(FEET)].extend(group)
            drawn.remove(group)
        else:
            group.set("id", f"{_slug(drawing.title)}--{name}")
        if name in known:
            attribute, value = known[name]
            group.set(attribute, visible(value))
    drawn.attrib.pop("id")


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", title.lower())


def _size(root: ET.Element, drawing: Drawing, least: float) -> None:
    """Its own size where there is room, less where there is not; what it is, for those who do not see it."""
    view = [float(number) for number in root.attrib["viewBox"].split()]
    view[2] = max(view[2], least)
    for attribute in ("width", "height"):
        root.attrib.pop(attribute)
    root.set("viewBox", " ".join(f"{number:g}" for number in view))
    root.set("style", f"width:{view[2]:g}px;max-width:100%;height:auto")
    root.set("font-family", _FONTS)
    root.set("role", "group" if drawing.targets else "img")
    root.set("aria-label", visible(f"{drawing.title}: {drawing.caption}"))


def _vary(root: ET.Element, variables: Variables) -> None:
    """Colours as variables of CSS; where a program knows none of that, it takes the light ones."""
    names = {colour.lower(): f"--c{index}" for index, colour in enumerate(variables)}
    light = {colour.lower(): pair[0] for colour, pair in variables.items()}
    dark = ";".join(f"{names[colour.lower()]}:{pair[1]}" for colour, pair in variables.items())
    for element in root.iter():
        for attribute in ("fill", "stroke"):
            colour = element.get(attribute, "").lower()
            if colour in names:
                element.set(attribute, f"var({names[colour]},{light[colour]})")
    marker = f"pgwb-{_slug(root.get('aria-label', '').partition(':')[0])}"
    root.set("class", marker)
    style = ET.Element(_tag("style"))
    style.text = f"@media (prefers-color-scheme:dark){{svg.{marker}{{{dark}}}}}"
    root.insert(0, style)
