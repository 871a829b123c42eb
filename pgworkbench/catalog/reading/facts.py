"""What may be said of any object, looked up by its place in the catalogs: owner, grants, comment, extension."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pgworkbench.catalog.model import Grant, Name
from pgworkbench.catalog.reading.rolenames import RoleNames
from pgworkbench.catalog.reading.snapshot import Fetch, Gone, Row

_STANDARD = ("pg_namespace", "standard public schema")  # a comment that every database starts with
Place = tuple[str, int, int]  # catalog, object, part (a column's number, or 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is looked up while values are made of rows."""

    roles: RoleNames
    grants: Mapping[Place, tuple[Grant, ...]]
    comments: Mapping[Place, str]
    extensions: Mapping[Place, str]
    relations: Mapping[int, Name]
    columns: Mapping[tuple[int, int], str]

    def names(self, relation: int, positions: Iterable[int]) -> tuple[str, ...]:
        """The columns' names; 0 (an expression) is passed over."""
        try:
            return tuple(self.columns[relation, position] for position in positions if position)
        except KeyError as gone:
            raise Gone from gone

    def relation(self, oid: int) -> Name:
        """The name of a table or view."""
        try:
            return self.relations[oid]
        except KeyError as gone:
            raise Gone from gone

    def comment(self, catalog: str, oid: int, part: int = 0) -> str | None:
        """What COMMENT ON says of it."""
        return self.comments.get((catalog, oid, part))

    def common(self, catalog: str, row: Row) -> dict[str, Any]:
        """The fields that every object of a schema has: owner, grants, extension, comment."""
        place = (catalog, row.oid, 0)
        return {
            "owner": self.roles.name(row.owner),
            "grants": self.grants.get(place, ()),
            "extension": self.extensions.get(place),
            "comment": self.comments.get(place),
        }


def read_facts(fetch: Fetch, roles: RoleNames, relations: list[Row], columns: list[Row]) -> Facts:
    """Comments, extensions and grants of everything; names of relations and columns from their rows."""
    remarks = fetch("remarks")
    return Facts(
        roles=roles,
        grants=_grants(fetch("grants"), roles.name),
        comments={
            (r.class_, r.oid, r.part): r.comment
            for r in remarks
            if r.comment is not None and (r.class_, r.comment) != _STANDARD
        },
        extensions={(r.class_, r.oid, 0): r.extension for r in remarks if r.extension is not None},
        relations={r.oid: Name(r.schema, r.name) for r in relations},
        columns={(c.relation, c.position): c.name for c in columns},
    )


def _grants(rows: list[Row], role: Callable[[int], str]) -> dict[Place, tuple[Grant, ...]]:
    lists: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        lists[row.class_, row.oid, row.part].append(row)
    return {place: tuple(_effective(entries, role)) for place, entries in lists.items()}


def _effective(entries: list[Row], role: Callable[[int], str]) -> list[Grant]:
    """All grants but what the owner holds by default; an owner who holds less is told as such, even with nothing."""
    owner, whole = entries[0].owner, set(entries[0].whole)
    held = {privilege for entry in entries if entry.grantee == owner for privilege in entry.privileges}
    grants = [
        Grant(role(entry.grantee), tuple(entry.privileges), entry.grantable)
        for entry in entries
        if entry.grantee is not None and entry.grantee != owner
    ]
    if held != whole:
        grants.append(Grant(role(owner), tuple(sorted(held))))
    return sorted(grants, key=lambda grant: (grant.grantee, grant.grantable))
