"""What repeats all over a design, found by counting in the catalog and never by name.

A *hub* is a table that so many tables of other groups refer to (the tenant's, the users') that its lines would cover
the picture. A *repeated* column is one that a good part of all tables has under the same name and that says little
about any of them: a timestamp, or a reference to a hub (created_at, created_by, the tenant's key).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Link
from pgworkbench.diagram.reading import Reading

_HUB_SHARE = 0.3  # of the tables in other groups …
_HUB_LEAST, _HUB_MOST = 5, 12  # … but not fewer than 5, and 12 are always enough
_REPEATED_SHARE = 1 / 3  # of all tables …
_REPEATED_LEAST = 4  # … but not fewer than 4


@dataclass(frozen=True, slots=True)
class Repeated:
    """Hubs and repeated columns of a design, each sorted by name."""

    hubs: tuple[Name, ...]
    columns: tuple[str, ...]


def repeated(reading: Reading, groups: Mapping[Name, str]) -> Repeated:
    """Find both; `groups` gives each table's group."""
    hubs = _hubs(reading.links, groups)
    return Repeated(hubs, _columns(reading, hubs))


def _hubs(links: Sequence[Link], groups: Mapping[Name, str]) -> tuple[Name, ...]:
    """Tables that at least 30 % of the tables of all other groups refer to."""
    outside: dict[Name, set[Name]] = defaultdict(set)
    for link in links:
        if groups[link.child] != groups[link.parent]:
            outside[link.parent].add(link.child)
    sizes = Counter(groups.values())
    found = []
    for name, children in outside.items():
        others = len(groups) - sizes[groups[name]]
        enough = min(max(math.ceil(others * _HUB_SHARE), _HUB_LEAST), _HUB_MOST)
        if len(children) >= enough:
            found.append(name)
    return tuple(sorted(found))


def _columns(reading: Reading, hubs: Sequence[Name]) -> tuple[str, ...]:
    """Timestamps and references to hubs that a third of all tables have."""
    to_hub = {(link.child, column) for link in reading.links if link.parent in hubs for column in link.columns}
    count: Counter[str] = Counter()
    for entity in reading.entities.values():
        count.update(
            column.name
            for column in entity.columns
            if (entity.table, column.name) in to_hub or column.type.startswith("timestamp")
        )
    enough = max(len(reading.entities) * _REPEATED_SHARE, _REPEATED_LEAST)
    return tuple(sorted(name for name, times in count.items() if times >= enough))
