"""Pictures of a design's catalog or of any database's, as a user asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pgworkbench.catalog import Catalog
from pgworkbench.diagram import Detail, Diagram, DiagramSpec, draw, groups_of_catalog


@dataclass(frozen=True, slots=True)
class Look:
    """How much of each table: `names`, `keys` or `all` (None: the picture's own), and what to colour changes against.

    `since` is a state by its word (a URL, a SQL file, a folder of migrations) or its catalog.
    """

    detail: str | None = None
    since: Catalog | str | None = None


def drawn(
    catalog: Catalog, groups: Mapping[str, str] | None, domain: str | None, table: str | None, look: Look | None = None
) -> Diagram:
    """The picture of a table, of a domain, or of everything; without `groups`, of what the foreign keys suggest."""
    detail = Detail(look.detail) if look and look.detail else None
    since = look.since if look and isinstance(look.since, Catalog) else None
    one = None if table is not None else domain
    return draw(catalog, DiagramSpec(groups, domain=one, table=table, detail=detail, since=since))


def all_drawn(catalog: Catalog, groups: Mapping[str, str] | None, look: Look | None = None) -> dict[str, Diagram]:
    """Everything, and each domain if there are several, by name."""
    found = groups_of_catalog(catalog) if groups is None else groups
    names = list(dict.fromkeys(found.values()))
    several = names if groups is not None else sorted(names) if len(names) > 1 else ()
    return {
        "overview": drawn(catalog, found, None, None, look),
        **{name: drawn(catalog, found, name, None, look) for name in several},
    }
