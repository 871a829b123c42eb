"""Readable by geometry, measured in the drawn SVG: nothing overlaps, nothing is cut, nothing is too wide."""

from __future__ import annotations

import time
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from diagram.designs import chain, generated, hostile, small
from diagram.geometry import along, boxes, frames, keys, page, parse, texts

from pgworkbench.catalog import Catalog
from pgworkbench.diagram import Diagram, domain_diagram, overview, table_diagram
from pgworkbench.diagram.escape import identifier, visible

Drawn = list[tuple[Diagram, ET.Element]]
DESIGNS = {
    "5": small(),
    "17": generated(17),
    "40": generated(40),
    "100": generated(100),
    "hostile": hostile(),
    "chain": chain(20),
}


def pictures(design: tuple[Catalog, dict[str, str]]) -> list[Diagram]:
    """The overview, every domain, and a few tables."""
    catalog, groups = design
    domains = [domain_diagram(catalog, groups, name) for name in dict.fromkeys(groups.values())]
    names = [str(table.name) for table in catalog.base_tables]
    focused = [table_diagram(catalog, name, groups) for name in (*names[:3], *names[-2:])]
    return [overview(catalog, groups), *domains, *focused]


@pytest.fixture(scope="module", params=DESIGNS)
def drawn(request: pytest.FixtureRequest) -> list[tuple[Diagram, ET.Element]]:
    return [(diagram, parse(diagram.svg())) for diagram in pictures(DESIGNS[request.param])]


def test_no_two_tables_overlap(drawn: Drawn) -> None:
    for diagram, root in drawn:
        found = boxes(root)
        assert len(found) == len(diagram.drawing.entities)
        for (one, a), (other, b) in combinations(found.items(), 2):
            assert not a.overlaps(b), f"{diagram.title}: {one} overlaps {other}"


def test_boxes_are_as_large_as_they_were_measured(drawn: Drawn) -> None:
    for diagram, root in drawn:
        found = boxes(root)
        for name, shape in diagram.layout.shapes.items():
            box = found[identifier(name)]
            assert abs(box.right - box.left - shape.width) <= 2.5, f"{diagram.title}: {name}"
            assert abs(box.bottom - box.top - shape.height) <= 2.5, f"{diagram.title}: {name}"


def test_no_table_line_or_text_is_cut(drawn: Drawn) -> None:
    for diagram, root in drawn:
        whole = page(root)
        for name, box in boxes(root).items():
            assert whole.holds(box), f"{diagram.title}: {name} is cut"
        for name, strokes in keys(root).items():
            for stroke in strokes:
                for x, y in along(stroke):
                    assert whole.left <= x <= whole.right, f"{diagram.title}: {name} is cut"
                    assert whole.top <= y <= whole.bottom, f"{diagram.title}: {name} is cut"
        for words, box in texts(root):
            assert whole.holds(box, slack=2), f"{diagram.title}: {words!r} is cut"


def test_every_text_of_a_table_stands_inside_its_box(drawn: Drawn) -> None:
    for diagram, root in drawn:
        around = [*boxes(root).values(), *frames(root).values()]
        heading = [words for words, box in texts(root) if not any(frame.holds(box, slack=1) for frame in around)]
        assert " ".join(heading).startswith(diagram.title.split("\n")[0][:10].strip()) or len(heading) <= 12
        assert len(heading) <= 12, heading


def test_no_domain_diagram_is_wider_than_2000_pixels(drawn: Drawn) -> None:
    for diagram, root in drawn[1:]:
        box = page(root)
        assert box.right - box.left <= 2000, diagram.title


def test_every_key_is_one_line_from_border_to_border(drawn: Drawn) -> None:
    for diagram, root in drawn:
        found, lines = boxes(root), keys(root)
        links = {link.name: link for link in diagram.drawing.links}
        assert len(lines) == len(diagram.drawing.links)
        for link in links.values():
            ends = [(x, y) for stroke in lines[visible(link.name)] for x, y in (stroke[0], stroke[-1])]
            for name in (link.parent, link.child):
                box = found[identifier(name)]
                near = min(
                    max(abs(x - min(max(x, box.left), box.right)), abs(y - min(max(y, box.top), box.bottom)))
                    for x, y in ends
                )
                assert near <= 1.5, f"{diagram.title}: {link.name} does not reach {name}"


def test_no_line_runs_through_a_table(drawn: Drawn) -> None:
    for diagram, root in drawn:
        found = boxes(root)
        for name, strokes in keys(root).items():
            for x, y in along(strokes[0]):
                inside = [t for t, b in found.items() if b.left + 1 < x < b.right - 1 and b.top + 1 < y < b.bottom - 1]
                assert not inside, f"{diagram.title}: {name} runs through {inside}"


def test_a_group_is_inside_its_frame_and_frames_do_not_overlap() -> None:
    for design in DESIGNS.values():
        diagram = overview(*design)
        root = parse(diagram.svg())
        found, around = boxes(root), frames(root)
        for entity in diagram.drawing.entities:
            assert around[visible(entity.group)].holds(found[identifier(entity.table)])
        for one, other in combinations(around.values(), 2):
            assert not one.overlaps(other)


def test_a_hundred_tables_take_less_than_five_seconds() -> None:
    catalog, groups = DESIGNS["100"]
    begun = time.process_time()
    svg = overview(catalog, groups).svg()
    assert time.process_time() - begun < 5
    assert len(boxes(parse(svg))) == 100
