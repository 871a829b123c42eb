"""What the names in a query mean: which table stands in FROM, what is an aggregate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pgworkbench.catalog import Catalog, Name, Table


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: the catalog, the schemas in which unqualified tables are looked up, all aggregates' names.

    `few` are the columns of each table that have so few values that any may be a key.
    """

    catalog: Catalog
    schemas: Sequence[str]
    aggregates: frozenset[str]
    few: Mapping[Name, frozenset[str]] = field(default_factory=dict)

    def table(self, source: Any, hidden: frozenset[str]) -> Table | None:
        """The table that stands in FROM; None if it is none that is known (a CTE)."""
        if not source.schemaname and source.relname in hidden:
            return None
        for schema in [source.schemaname] if source.schemaname else self.schemas:
            if self.catalog.has_table(name := Name(schema, source.relname)):
                return self.catalog.table(name)
        return None
