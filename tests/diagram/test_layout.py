"""Readable by geometry, measured in the drawn SVG: nothing overlaps, nothing is cut, nothing is too wide."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from diagram.designs import generated, hostile, small
from diagram.geometry import along, frames, keys, page, parse, tables, texts

from pgworkbench.catalog import Catalog
from pgworkbench.diagram import Diagram, domain_diagram, overview, table_diagram

DESIGNS = {"5": small(), "17": generated(17), "40": generated(40), "100": generated(100), "hostile": hostile()}


def pictures(design: tuple[Catalog, dict[str, str]]) -> list[Diagram]:
    """The overview, every domain, and a few tables."""
    catalog, groups = design
    domains = [domain_diagram(catalog, groups, name) for name in dict.fromkeys(groups.values())]
    names = [str(table.name) for table in catalog.base_tables]
    focused = [table_diagram(catalog, name, groups) for name in (*names[:3], names[-1])]
    return [overview(catalog, groups), *domains, *focused]


@pytest.fixture(scope="module", params=DESIGNS)
def drawn(request: pytest.FixtureRequest) -> list[Diagram]:
    return pictures(DESIGNS[request.param])


def test_no_two_tables_overlap(drawn: list[Diagram]) -> None:
    for diagram in drawn:
        boxes = tables(parse(diagram.svg()))
        assert len(boxes) == len(diagram.drawing.entities)
        for (one, a), (other, b) in combinations(boxes.items(), 2):
            assert not a.overlaps(b), f"{diagram.title}: {one} overlaps {other}"


def test_no_table_line_or_text_is_cut(drawn: list[Diagram]) -> None:
    for diagram in drawn:
        root = parse(diagram.svg())
        whole = page(root)
        for name, box in tables(root).items():
            assert whole.holds(box), f"{diagram.title}: {name} is cut"
        for name, strokes in keys(root).items():
            for stroke in strokes:
                for x, y in along(stroke):
                    assert whole.left <= x <= whole.right, f"{diagram.title}: {name} is cut"
                    assert whole.top <= y <= whole.bottom, f"{diagram.title}: {name} is cut"
        for words, box in texts(root):
            assert whole.holds(box, slack=2), f"{diagram.title}: {words!r} is cut"


def test_every_text_of_a_table_stands_inside_its_box(drawn: list[Diagram]) -> None:
    for diagram in drawn:
        root = parse(diagram.svg())
        boxes = [*tables(root).values(), *frames(root).values()]
        heading = [words for words, box in texts(root) if not any(frame.holds(box, slack=1) for frame in boxes)]
        assert " ".join(heading).startswith(diagram.title.split("\n")[0][:10].strip()) or len(heading) <= 12
        assert len(heading) <= 12, heading


def test_no_domain_diagram_is_wider_than_2000_pixels(drawn: list[Diagram]) -> None:
    for diagram in drawn[1:]:
        box = page(parse(diagram.svg()))
        assert box.right - box.left <= 2000, diagram.title


def test_every_key_is_one_line_from_border_to_border(drawn: list[Diagram]) -> None:
    for diagram in drawn:
        root = parse(diagram.svg())
        boxes, lines = tables(root), keys(root)
        links = {link.name: link for link in diagram.drawing.links}
        assert len(lines) == len(diagram.drawing.links)
        for link in links.values():
            ends = [(x, y) for stroke in lines[link_name(link.name)] for x, y in (stroke[0], stroke[-1])]
            for name in (link.left_col, link.right_col):
                box = boxes[link_name(name)]
                near = min(
                    max(abs(x - min(max(x, box.left), box.right)), abs(y - min(max(y, box.top), box.bottom)))
                    for x, y in ends
                )
                assert near <= 1.5, f"{diagram.title}: {link.name} does not reach {name}"


def link_name(name: str) -> str:
    from pgworkbench.diagram.escape import visible

    return visible(name)


def test_no_line_runs_through_a_table(drawn: list[Diagram]) -> None:
    for diagram in drawn:
        root = parse(diagram.svg())
        boxes = tables(root)
        for name, strokes in keys(root).items():
            for x, y in along(strokes[0]):
                inside = [t for t, b in boxes.items() if b.left + 1 < x < b.right - 1 and b.top + 1 < y < b.bottom - 1]
                assert not inside, f"{diagram.title}: {name} runs through {inside}"


def test_a_group_is_inside_its_frame_and_frames_do_not_overlap() -> None:
    for design in DESIGNS.values():
        diagram = overview(*design)
        root = parse(diagram.svg())
        boxes, around = tables(root), frames(root)
        for entity in diagram.drawing.entities:
            assert around[link_name(entity.group)].holds(boxes[link_name(entity.name)])
        for one, other in combinations(around.values(), 2):
            assert not one.overlaps(other)


def test_a_hundred_tables_take_less_than_five_seconds() -> None:
    catalog, groups = DESIGNS["100"]
    begun = time.process_time()
    svg = overview(catalog, groups).svg()
    assert time.process_time() - begun < 5
    assert len(tables(parse(svg))) == 100
