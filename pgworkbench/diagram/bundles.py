"""Many neighbours of one table as a few boxes: one for each group, its tables as rows, a line to each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Entity, Field, Link
from pgworkbench.diagram.reading import Reading, telling

MANY = 12  # neighbours from which on they are bundled
_SCHEMA = "\0"  # of a bundle's name: no table's


def bundled(reading: Reading, neighbours: Sequence[Entity], links: Iterable[Link]) -> tuple[list[Entity], list[Link]]:
    """The neighbours and links with all that only refer to the focus, two or more of a group, in one box."""
    kept = list(links)
    parents = {link.parent for link in kept}
    members: dict[str, list[Entity]] = defaultdict(list)
    for entity in neighbours:
        if entity.table not in parents:
            members[entity.group].append(entity)
    boxes = {group: found for group, found in members.items() if len(found) > 1}
    homes = {entity.table: Name(_SCHEMA, group) for group, found in boxes.items() for entity in found}
    single = [entity for entity in neighbours if entity.table not in homes]
    together = [_box(reading, group, found, kept) for group, found in boxes.items()]
    return [*single, *together], [_moved(link, homes) for link in kept]


def _box(reading: Reading, group: str, members: Sequence[Entity], links: Iterable[Link]) -> Entity:
    """One box of a group."""
    columns: dict[Name, list[str]] = defaultdict(list)
    for link in links:
        columns[link.child] += telling(reading, link)
    rows = []
    for member in members:
        joining = ", ".join(dict.fromkeys(columns[member.table]))
        rows.append(Field(name=member.name, type=joining, is_null=False, change=member.change))
    tables = tuple(replace(member, columns=()) for member in members)
    return Entity(table=Name(_SCHEMA, group), columns=tuple(rows), group=group, stub=True, members=tables)


def _moved(link: Link, homes: dict[Name, Name]) -> Link:
    """The link, ending in its child's row of a bundle if that is where the child is."""
    if link.child not in homes:
        return link
    return replace(link, child=homes[link.child], right_column=str(link.child), origin=link)
