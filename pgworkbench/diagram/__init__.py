"""Pictures of a catalog: `overview`, `domain_diagram` and `table_diagram`, or `draw` with all choices.

    diagram = domain_diagram(catalog, {"leads": "leads", "lead_notes": "leads"}, "leads")
    diagram.svg(), diagram.png(), diagram.pdf(), diagram.dot(), diagram.mermaid(), diagram.dbml(), diagram.caption

`groups` gives each table's domain by its name for people (`leads`, `app.settings`); without it they are found from the
foreign keys (`groups_of_catalog`).
"""

from collections.abc import Mapping

from pgworkbench.catalog import Catalog
from pgworkbench.diagram.grouping import groups_of
from pgworkbench.diagram.picture import Diagram, Format
from pgworkbench.diagram.reading import read
from pgworkbench.diagram.selection import select
from pgworkbench.diagram.spec import Detail, DiagramSpec, Theme

__all__ = [
    "Detail",
    "Diagram",
    "DiagramSpec",
    "Format",
    "Theme",
    "domain_diagram",
    "draw",
    "groups_of_catalog",
    "overview",
    "table_diagram",
]


def draw(catalog: Catalog, spec: DiagramSpec) -> Diagram:
    """The diagram that `spec` asks for; UnknownNameError for a domain or table that does not exist."""
    return Diagram(select(catalog, spec))


def overview(
    catalog: Catalog,
    groups: Mapping[str, str] | None = None,
    *,
    since: Catalog | None = None,
    links: Mapping[str, str] | None = None,
) -> Diagram:
    """All tables by name, in a frame for each domain; `links` are the addresses that a click on a name opens."""
    return draw(catalog, DiagramSpec(groups=groups, since=since, links=links or {}))


def domain_diagram(
    catalog: Catalog,
    groups: Mapping[str, str] | None,
    name: str,
    *,
    since: Catalog | None = None,
    links: Mapping[str, str] | None = None,
) -> Diagram:
    """One domain in full, and as stubs what its tables refer to and who refers to them."""
    return draw(catalog, DiagramSpec(groups=groups, domain=name, since=since, links=links or {}))


def table_diagram(
    catalog: Catalog,
    name: str,
    groups: Mapping[str, str] | None = None,
    *,
    since: Catalog | None = None,
    links: Mapping[str, str] | None = None,
) -> Diagram:
    """One table in full, and its first neighbours by the columns that join them."""
    return draw(catalog, DiagramSpec(groups=groups, table=name, since=since, links=links or {}))


def groups_of_catalog(catalog: Catalog) -> dict[str, str]:
    """A domain for each table, found from the foreign keys; by the tables' names for people."""
    return {str(name): group for name, group in groups_of(read(catalog)).items()}
