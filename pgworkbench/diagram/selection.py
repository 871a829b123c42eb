"""Which tables, columns and lines a picture shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from pgworkbench.catalog import Catalog, Name
from pgworkbench.diagram.bundles import MANY, bundled
from pgworkbench.diagram.caption import Caption
from pgworkbench.diagram.changes import read_since
from pgworkbench.diagram.entities import Drawing, Entity, Field, Link
from pgworkbench.diagram.grouping import groups_of
from pgworkbench.diagram.hubs import repeated
from pgworkbench.diagram.reading import Reading, read, telling
from pgworkbench.diagram.spec import Detail, DiagramSpec
from pgworkbench.errors import DiagramError, UnknownNameError


def select(catalog: Catalog, spec: DiagramSpec) -> Drawing:
    """The drawing that `spec` asks for; DiagramError without tables, UnknownNameError for what does not exist."""
    reading = read(catalog) if spec.since is None else read_since(spec.since, catalog)
    if not reading.entities:
        raise DiagramError(f"database {catalog.database!r} has no tables to draw: build the design in it first")
    design = _design(reading, spec)
    if spec.table is not None:
        return _of_table(design, spec)
    if spec.domain is not None:
        return _of_domain(design, spec)
    return _of_everything(design, spec)


@dataclass(frozen=True, slots=True)
class _Design:
    """What all pictures of one design share: `order` of its groups, hubs, and the columns that repeat."""

    reading: Reading
    groups: dict[Name, str]
    order: tuple[str, ...]
    hubs: frozenset[Name]
    hidden: frozenset[str]

    def members(self, group: str) -> list[Name]:
        return [name for name in self.reading.entities if self.groups[name] == group]

    def in_one_group(self, link: Link) -> bool:
        return self.groups[link.parent] == self.groups[link.child]

    def is_own_key(self, link: Link) -> bool:
        """Whether it is part of what identifies the child, inside one group (a tenant's own tables)."""
        keys = {column.name for column in self.reading.entities[link.child].columns if column.is_key}
        return self.in_one_group(link) and set(link.columns) <= keys

    def is_repeated(self, link: Link) -> bool:
        """Whether it says only what hidden columns say."""
        return set(link.columns) <= self.hidden and not self.is_own_key(link)

    def crosses_to_hub(self, link: Link) -> bool:
        return link.parent in self.hubs and not self.in_one_group(link)


def _design(reading: Reading, spec: DiagramSpec) -> _Design:
    groups = groups_of(reading, spec.groups)
    used = set(groups.values())
    given = [group for group in (spec.groups or {}).values() if group in used]
    found = repeated(reading, groups)
    return _Design(
        reading=reading,
        groups=groups,
        order=tuple(dict.fromkeys((*given, *sorted(used)))),
        hubs=frozenset(found.hubs),
        hidden=frozenset(found.columns if spec.hide is None else spec.hide),
    )


def _of_everything(design: _Design, spec: DiagramSpec) -> Drawing:
    """All tables, in a frame for each group, without the lines that run to a hub from everywhere."""
    names = [name for group in design.order for name in design.members(group)]
    caption = Caption(design.reading)
    detail = spec.detail or Detail.NAMES
    links = caption.without(design.reading.links, lambda link: design.is_repeated(link) or design.crosses_to_hub(link))
    entities = [_shown(design, name, detail, design.hidden) for name in names]
    if detail is Detail.ALL:
        caption.without_columns(names, design.hidden)
    caption.opens(f"{_count(len(names), 'table')} in {_count(len(design.order), 'domain')}")
    return _drawing(design, spec, entities, links, caption)


def _of_domain(design: _Design, spec: DiagramSpec) -> Drawing:
    """One group in full, and as stubs what its tables refer to and who refers to them."""
    group = spec.domain or ""
    names = design.members(group)
    if not names:
        raise UnknownNameError("domain", group, design.order)
    own = set(names)
    caption = Caption(design.reading)
    touching = [link for link in design.reading.links if link.child in own or link.parent in own]
    links = caption.without(
        touching, lambda link: design.is_repeated(link) or (link.child not in own and design.crosses_to_hub(link))
    )
    own_keys = [link for link in links if design.is_own_key(link) and link.parent in design.hubs]
    hidden = design.hidden - {column for link in own_keys for column in telling(design.reading, link)}
    detail = spec.detail or Detail.ALL
    neighbours = sorted({end for link in links for end in (link.parent, link.child)} - own)
    entities = [_shown(design, name, detail, hidden) for name in names] + [_stub(design, name) for name in neighbours]
    if detail is not Detail.NAMES:
        caption.without_columns(names, hidden)
    caption.opens(", ".join((_count(len(names), "table"), *_counted(len(neighbours), "neighbour"))))
    return _drawing(design, spec, entities, links, caption)


def _of_table(design: _Design, spec: DiagramSpec) -> Drawing:
    """One table in full, and its first neighbours with the columns that join them."""
    known = {str(name): name for name in design.reading.entities}
    if spec.table not in known:
        raise UnknownNameError("table", spec.table or "", known)
    focus = known[spec.table]
    links = [link for link in design.reading.links if focus in {link.parent, link.child}]
    neighbours = sorted({end for link in links for end in (link.parent, link.child)} - {focus})
    caption = Caption(design.reading)
    caption.opens(" and ".join((str(focus), *_counted(len(neighbours), "neighbour"))))
    entity = _shown(design, focus, spec.detail or Detail.ALL, spec.hide or ())
    around = [_joining(design, name, links) for name in neighbours]
    if len(around) > MANY:
        around, links = bundled(design.reading, around, links)
    return _drawing(design, spec, [entity, *around], links, caption)


def _joining(design: _Design, name: Name, links: Iterable[Link]) -> Entity:
    """A neighbour with the columns by which it is joined."""
    joining = {column for link in links for column in _ends(link, name)}
    columns = tuple(column for column in design.reading.entities[name].columns if column.name in joining)
    return replace(_stub(design, name), columns=columns)


def _ends(link: Link, name: Name) -> tuple[str, ...]:
    """The columns by which a link touches a table."""
    return (link.columns if link.child == name else ()) + (link.targets if link.parent == name else ())


def _shown(design: _Design, name: Name, detail: Detail, hidden: Collection[str]) -> Entity:
    entity = design.reading.entities[name]
    shown = [column for column in entity.columns if _is_shown(column, detail)]
    columns = tuple(column for column in shown if column.name not in hidden or column.partitions)
    footnote = "" if detail is Detail.NAMES else entity.footnote
    return replace(entity, group=design.groups[name], columns=columns, footnote=footnote)


def _is_shown(column: Field, detail: Detail) -> bool:
    match detail:
        case Detail.NAMES:
            return False
        case Detail.KEYS:
            return bool(column.marks)
        case Detail.ALL:
            return True


def _stub(design: _Design, name: Name) -> Entity:
    """The name alone of a table that belongs to another picture."""
    return replace(design.reading.entities[name], group=design.groups[name], columns=(), footnote="", stub=True)


def _drawing(
    design: _Design, spec: DiagramSpec, entities: Iterable[Entity], links: Iterable[Link], caption: Caption
) -> Drawing:
    drawn, lines = tuple(entities), tuple(links)
    names = {member.table for entity in drawn for member in entity.members or (entity,)}
    shown = {entity.table: [column.name for column in entity.columns] for entity in drawn}
    overview = spec.table is None and spec.domain is None
    return Drawing(
        title=spec.title or spec.table or spec.domain or "Overview",
        entities=drawn,
        links=tuple(_ended(design, link, shown) for link in lines),
        groups=design.order,
        caption=caption.text(lines),
        clustered=overview,
        compared=spec.since is not None,
        home=drawn[0].group,
        tables=tuple(replace(design.reading.entities[name], group=design.groups[name]) for name in sorted(names)),
        keys=tuple(link for link in design.reading.links if {link.parent, link.child} <= names),
        targets=tuple(sorted(spec.links.items())),
    )


def _ended(design: _Design, link: Link, shown: dict[Name, list[str]]) -> Link:
    """The link with the columns at which its line ends: the last shown ones that no other link of the child has."""
    columns = telling(design.reading, link.origin or link)
    pairs = [pair for pair in zip(link.columns, link.targets, strict=True) if pair[0] in columns]
    left = [target for _, target in pairs if target in shown[link.parent]]
    right = [link.right_column] if link.origin else [column for column, _ in pairs if column in shown[link.child]]
    return replace(link, left_column=left[-1] if left else None, right_column=right[-1] if right else None)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _counted(number: int, noun: str) -> tuple[str, ...]:
    """The count as a phrase; nothing where there is none."""
    return (_count(number, noun),) if number else ()
