"""Two states compared piece by piece: what goes, what comes, what changes, and what must be rebuilt on the way.

A view over a column whose type changes, a policy that calls a function that is dropped: such an object is dropped and
made anew though it is the same before and after. Who uses whom is what the server recorded (`links`).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pgworkbench.catalog.model import ConstraintKind
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.kinds import GRAMMARS
from pgworkbench.migrations.kinds.columnorder import Former
from pgworkbench.migrations.kinds.columns import Shape, is_retyped
from pgworkbench.migrations.kinds.keys import Key, Placed
from pgworkbench.migrations.links import Both
from pgworkbench.migrations.parts import Parts

_VIEWS = frozenset({Kind.VIEW, Kind.MATERIALIZED_VIEW})
TYPES = frozenset({Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE, Kind.RANGE})
_ADAPTS = frozenset({Kind.CONSTRAINT, Kind.INDEX, Kind.STATISTICS})  # PostgreSQL rebuilds them with a column's type
_STAYS = frozenset({Kind.TABLE, Kind.SCHEMA, Kind.ROLE, Kind.EXTENSION, Kind.SEQUENCE, Kind.OWNED_BY, Kind.PARTITION})


@dataclass(slots=True)
class Comparison:
    """`gone` holds everything that is not there at some moment: dropped, rebuilt, or within such."""

    was: Parts
    now: Parts
    links: Both
    dropped: set[Address] = field(default_factory=set)
    created: set[Address] = field(default_factory=set)
    altered: set[Address] = field(default_factory=set)
    rebuilt: set[Address] = field(default_factory=set)
    retyped: set[Address] = field(default_factory=set)  # columns that leave a type while it is made anew
    renamed: dict[Address, Address] = field(default_factory=dict)  # partitions' indexes: former address, later one
    gone: set[Address] = field(default_factory=set)
    reordered: Mapping[Address, Former] = field(default_factory=dict)  # tables made anew for their columns' order


def compare(was: Parts, now: Parts, links: Both, reordered: Mapping[Address, Former] | None = None) -> Comparison:
    """All differences, with what has to be rebuilt for them; and tables that are to be made anew in any case."""
    found = Comparison(was, now, links, reordered=reordered or {})
    _rename(found)
    for address in was.keys() | now.keys():
        _sort(found, address)
    found.rebuilt |= found.reordered.keys()
    _spread(found)
    found.altered -= found.gone
    return found


def _sort(found: Comparison, address: Address) -> None:
    before, after = found.was.get(address), found.now.get(address)
    if before is None:
        if after is not None and not after.inherited:
            found.created.add(address)
    elif after is None:
        if not before.inherited and address not in found.renamed:
            found.dropped.add(address)
    elif not before.inherited and after.inherited and address.kind in {Kind.CONSTRAINT, Kind.INDEX, Kind.TRIGGER}:
        pass  # taken over by a parent: attaching does that
    elif before.value != after.value and not _follows(found, address):
        changed = GRAMMARS[address.kind].alter(address, before.value, after.value)
        (found.rebuilt if changed is None else found.altered).add(address)


def _follows(found: Comparison, address: Address) -> bool:
    """Whether the parent's change reaches it: what is left over is seen when the result is compared again."""
    before, after = found.was[address], found.now[address]
    if not (before.inherited or after.inherited):
        return False
    if address.kind not in {Kind.COLUMN, Kind.DEFAULT}:
        return True
    table = Address(Kind.TABLE, address.path[:2])
    hanging = found.now.get(table.about(Kind.PARTITION))
    parents = [hanging.value.parent] if hanging is not None else found.now[table].value.table.inherits
    for parent in parents:
        inner = Address(Kind.COLUMN, (parent.schema, parent.name, address.path[2]))
        other = inner.about(Kind.DEFAULT) if address.kind is Kind.DEFAULT else inner
        mine, theirs = found.was.get(other), found.now.get(other)
        if (mine and mine.value) != (theirs and theirs.value):
            return True
    return False


def _rename(found: Comparison) -> None:
    """Pair a partition's indexes by the parent's: PostgreSQL chose their names, and may have chosen another one."""
    fresh = {
        _belongs(part.value): address
        for address, part in found.now.items()
        if _is_child(found.was, address, part.value)
    }
    for address, part in found.was.items():
        if _is_child(found.now, address, part.value) and _belongs(part.value) in fresh:
            found.renamed[address] = fresh[_belongs(part.value)]


def _is_child(elsewhere: Parts, address: Address, value: object) -> bool:
    return address not in elsewhere and isinstance(value, Placed) and value.index.parent is not None


def _belongs(value: object) -> tuple[object, ...]:
    return (value.table, value.index.parent) if isinstance(value, Placed) else ()


def containers(parts: Parts, address: Address) -> Iterable[Address]:
    """What it is within, from the inside out."""
    part = parts.get(address)
    while part is not None and part.within is not None:
        yield part.within
        part = parts.get(part.within)


def _spread(found: Comparison) -> None:
    """Follow the links from what goes or changes its type to everything that cannot stand meanwhile."""
    users = _reversed(found)
    inside = _contents(found)
    waiting = deque(found.dropped | found.rebuilt | {a for a in found.altered if _changes_type(found, a)})
    while waiting:
        address = waiting.popleft()
        going = address in found.dropped or address in found.rebuilt or address in found.gone
        if going:
            found.gone.add(address)
            fresh = [inner for inner in inside[address] if inner not in found.gone]
            found.gone.update(fresh)
            waiting.extend(fresh)
        for user in users[address]:
            if _must_go(found, user, address, going=going):
                waiting.append(user)


def _must_go(found: Comparison, user: Address, needed: Address, *, going: bool) -> bool:
    """Decide for one user, and note it; True if its own users must be looked at too."""
    if user not in found.now or user in found.gone or user in found.rebuilt or user in found.retyped:
        return False
    if user.kind is Kind.COLUMN and not _is_generated(found, user):
        return _leaves_type(found, user, needed)
    if user.kind in _STAYS or _lets_go(found, user, needed):
        return False
    if not going and user.kind in _ADAPTS and not _is_foreign(found, user):
        return False
    found.rebuilt.add(user)
    return True


def _leaves_type(found: Comparison, column: Address, needed: Address) -> bool:
    """Whether a column must hold something else while its type is made anew."""
    if needed.kind not in TYPES or needed not in found.rebuilt:
        return False
    if needed not in found.links.after.get(column, frozenset({needed})):
        return False  # it gets another type anyway
    found.retyped.add(column)
    return True


def _lets_go(found: Comparison, user: Address, needed: Address) -> bool:
    """Whether the user is changed in place, to something that does not need this any more."""
    after = found.links.after.get(user, frozenset())
    if user.kind in _VIEWS and after & (found.created | found.rebuilt | found.gone):
        return False  # what it will stand on may need this to be there anew
    return user in found.altered and needed not in after and needed.kind is not Kind.COLUMN


def _changes_type(found: Comparison, address: Address) -> bool:
    before, after = found.was[address].value, found.now[address].value
    return isinstance(before, Shape) and isinstance(after, Shape) and is_retyped(before, after)


def _is_generated(found: Comparison, address: Address) -> bool:
    value = found.was[address].value if address in found.was else None
    return isinstance(value, Shape) and bool(value.column.generated)


def _is_foreign(found: Comparison, address: Address) -> bool:
    value = found.was[address].value
    return isinstance(value, Key) and value.constraint.kind is ConstraintKind.FOREIGN


def _reversed(found: Comparison) -> dict[Address, set[Address]]:
    users: dict[Address, set[Address]] = defaultdict(set)
    for user, needed in found.links.before.items():
        if user in found.was:
            for address in needed:
                users[address].add(user)
    for address in found.was:
        if address.kind is Kind.DEFAULT and address.of is not None:
            users[address.of].add(address)
    return users


def _contents(found: Comparison) -> dict[Address, list[Address]]:
    inside: dict[Address, list[Address]] = defaultdict(list)
    for address, part in found.was.items():
        if part.within is not None:
            inside[part.within].append(address)
    return inside
