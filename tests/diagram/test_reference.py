"""The pictures of the reference design, read from a real server."""

from __future__ import annotations

from itertools import combinations

import pytest
from diagram.geometry import boxes, page, parse

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.diagram import Diagram, domain_diagram, overview, table_diagram
from pgworkbench.project import Project
from pgworkbench.server import Database

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def catalog(design_db: Database) -> Catalog:
    with design_db.connect() as connection:
        return read_catalog(connection)


def is_readable(diagram: Diagram, widest: float = 2000) -> None:
    root = parse(diagram.svg())
    whole, found = page(root), boxes(root)
    assert whole.right - whole.left <= widest, diagram.title
    assert all(whole.holds(box) for box in found.values()), diagram.title
    assert not [(a, b) for (a, one), (b, other) in combinations(found.items(), 2) if one.overlaps(other)], diagram.title


def test_the_overview_is_readable_and_says_what_it_hides(catalog: Catalog, project: Project) -> None:
    diagram = overview(catalog, project.groups)
    is_readable(diagram)
    assert set(diagram.tables) == {str(table.name) for table in catalog.base_tables}
    assert "tenant_id edges to tenants" in diagram.caption


def test_every_domain_is_readable(catalog: Catalog, project: Project) -> None:
    for domain in project.domains:
        diagram = domain_diagram(catalog, project.groups, domain.name)
        is_readable(diagram)
        assert set(diagram.tables) == {str(name) for name in domain.tables}


def test_every_table_is_readable(catalog: Catalog, project: Project) -> None:
    for table in catalog.base_tables:
        diagram = table_diagram(catalog, str(table.name), project.groups)
        is_readable(diagram)
        assert len(diagram.drawing.links) == len(table.foreign_keys) + len(
            [key for other, key in catalog.references_to(table.name) if other.name != table.name]
        )


def test_no_partition_is_drawn(catalog: Catalog, project: Project) -> None:
    partitions = {str(table.name) for table in catalog.tables if table.is_partition}
    assert partitions
    assert not partitions & set(overview(catalog, project.groups).tables)
