"""What stands where in a drawn SVG: boxes of tables, frames of groups, lines of keys, texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from pgworkbench.diagram.measure import text_width

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def parse(svg: str) -> ET.Element:
    """The SVG's root; what is not well-formed fails here."""
    return ET.fromstring(svg)  # noqa: S314  # our own picture


@dataclass(frozen=True)
class Box:
    """A rectangle in the picture's own pixels, tops above bottoms as on a screen."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, by: float = 0.0) -> bool:
        """Whether the two share more than their edges."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > by and min(self.bottom, other.bottom) - max(self.top, other.top) > by

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the other lies inside."""
        return (
            self.left - slack <= other.left
            and other.right <= self.right + slack
            and self.top - slack <= other.top
            and other.bottom <= self.bottom + slack
        )


def page(root: ET.Element) -> Box:
    """The whole picture, in the coordinates of what stands in it."""
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    right, down = _shift(root)
    return Box(-right, -down, width - right, height - down)


def boxes(root: ET.Element) -> dict[str, Box]:
    """The box of each table or bundle, with its border, by what its id ends in (`leads`)."""
    ids = {group.get("id", "").partition("--table-")[2]: group for group in root.iter(f"{_SVG}g")}
    return {end: _box(group) for end, group in ids.items() if end}


def frames(root: ET.Element) -> dict[str, Box]:
    """The frame of each group."""
    groups = [group for group in root.iter(f"{_SVG}g") if "--group-" in group.get("id", "")]
    return {group.attrib["data-group"]: _hull(_numbers(group.find(f".//{_SVG}path").get("d"))) for group in groups}


def keys(root: ET.Element) -> dict[str, list[list[tuple[float, float]]]]:
    """The strokes of each foreign key: the line first, then its feet; each as its Bézier points."""
    return {
        group.attrib["data-key"]: [_pairs(_numbers(path.get("d"))) for path in group.iter(f"{_SVG}path")]
        for group in root.iter()
        if "data-key" in group.attrib
    }


def texts(root: ET.Element) -> list[tuple[str, Box]]:
    """Every text, and the room that it takes."""
    found = []
    for text in root.iter(f"{_SVG}text"):
        words = "".join(text.itertext()).replace("\xa0", " ")
        size, left, base = (float(text.attrib[name]) for name in ("font-size", "x", "y"))
        width = text_width(words, size, bold=text.get("font-weight") == "bold")
        found.append((words, Box(left, base - size, left + width, base + 0.3 * size)))
    return found


def along(stroke: list[tuple[float, float]], steps: int = 8) -> list[tuple[float, float]]:
    """Points on a stroke."""
    points = []
    for start in range(0, len(stroke) - 1, 3):
        a, b, c, d = stroke[start : start + 4]
        for index in range(steps + 1):
            t = index / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append(
                tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
            )
    return points


def _box(group: ET.Element) -> Box:
    polygons = [_numbers(polygon.get("points")) for polygon in group.iter(f"{_SVG}polygon")]
    return max((_hull(points) for points in polygons), key=lambda box: (box.right - box.left) * (box.bottom - box.top))


def _hull(numbers: list[float]) -> Box:
    return Box(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))


def _pairs(numbers: list[float]) -> list[tuple[float, float]]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]


def _shift(root: ET.Element) -> tuple[float, float]:
    graph = next(group for group in root.iter(f"{_SVG}g") if group.get("class") == "graph")
    right, down = _NUMBER.findall(graph.attrib["transform"].rpartition("translate")[2])
    return float(right), float(down)
