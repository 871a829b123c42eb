"""Renames that were asked for: each found in both states, done first, and then whatever was named after it.

A rename is never guessed. But what PostgreSQL or people name after a table (its keys, indexes, sequences) gets its new
name in the same way if it is otherwise the same in both states: nothing is built anew for a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pgworkbench.catalog.model import Catalog, Name
from pgworkbench.errors import RefusedError
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.asked import Asked
from pgworkbench.migrations.files import slug
from pgworkbench.migrations.kinds.keys import Key, Placed
from pgworkbench.migrations.kinds.naming import place, renamed
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.parts import Parts, take_apart
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.steps import Step
from pgworkbench.migrations.trial import perform
from pgworkbench.server import Database

_OF_TABLE = {Kind.COLUMN, Kind.CONSTRAINT, Kind.TRIGGER, Kind.POLICY, Kind.RULE}
_OF_TYPE = {Kind.ENUM_VALUE, Kind.ATTRIBUTE, Kind.DOMAIN_CONSTRAINT}
_HOLDERS = {Kind.TABLE: _OF_TABLE} | dict.fromkeys((Kind.ENUM, Kind.COMPOSITE, Kind.DOMAIN), _OF_TYPE)
_FOLLOW = (Kind.CONSTRAINT, Kind.INDEX, Kind.STATISTICS, Kind.SEQUENCE, Kind.TRIGGER, Kind.POLICY)
_FIRST_NAME = re.compile(r'((?:CREATE (?:UNIQUE )?INDEX|CREATE STATISTICS|CREATE (?:CONSTRAINT )?TRIGGER) )'
                         r'(?:"(?:[^"]|"")*"|[^\s"])+ ', re.DOTALL)  # fmt: skip
Values = Mapping[Address, Any]


def operations_of(wishes: Sequence[Asked], before: Catalog, after: Catalog) -> tuple[Operation, ...]:
    """Each wish as an operation, from the inside out; RefusedError names all that do not fit."""
    here, there = _named(before), _named(after)
    found: list[tuple[Asked, Address]] = []
    problems: list[str] = []
    for wish in wishes:
        try:
            found.append((wish, _place(wish, here, there)))
        except _UnfitError as unfit:
            problems.append(f"rename {wish.text}: {unfit}")
    problems += [f"rename {wish.text}: {words}" for wish, words in _collisions(found, here, there)]
    if problems:
        raise RefusedError(problems)
    inner_first = sorted(found, key=lambda pair: (-len(pair[1].path[: place(pair[1]) + 1]), pair[1].kind.rank))
    return tuple(_operation(address, wish.name) for wish, address in inner_first)


def _operation(address: Address, name: str) -> Operation:
    table = address.relation
    return Operation(Verb.RENAME, address, address.path[place(address)], name, table=table)


def rename_all(database: Database, wishes: Sequence[Asked], start: State, target: State) -> tuple[Operation, ...]:
    """Do what was asked for on a database in state `start`, and what follows from it; the operations, in order."""
    asked = operations_of(wishes, start.catalog, target.catalog)
    done = perform(database, asked)
    touched = _touched(asked, target.catalog)
    for _ in range(2):  # a statistic's or a trigger's definition may name what was just renamed
        state = read_state(database, start.roles)
        following = tuple(_followers(touched, state.catalog, target.catalog))
        if not following:
            break
        done = (*done, *perform(database, following))
    return done


def undone(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The same the other way round."""
    return tuple(operation.inverse for operation in reversed(operations))


def rename_step(operations: Sequence[Operation], grouping: Grouping, before: State) -> Step:
    """What becomes the file of the renames."""
    named = [
        replace(o, domain=grouping.domain_of(before.catalog, o.table) if o.table is not None else "")
        for o in operations
    ]
    domains = sorted({operation.domain for operation in named if operation.domain})
    return Step(slug(f"rename_{operations[0].before}"), ", ".join(domains), tuple(named), undone(named))


class _UnfitError(Exception):
    """Why one wish cannot be granted."""


def _named(catalog: Catalog) -> dict[Address, None]:
    """Everything that has a name of its own, by address; labels of enums and attributes of types too."""
    found = dict.fromkeys(address for address in take_apart(catalog) if address.of is None)
    for enum in catalog.enums:
        found |= dict.fromkeys(at(Kind.ENUM_VALUE, enum.name, label) for label in enum.labels)
    for composite in catalog.composites:
        found |= dict.fromkeys(at(Kind.ATTRIBUTE, composite.name, column.name) for column in composite.columns)
    return found


def _place(wish: Asked, here: Iterable[Address], there: Iterable[Address]) -> Address:
    """The one object that is meant."""
    found = [address for address in here if address.kind in wish.kinds and _is_called(address, wish)]
    if len(found) > 1:
        found = [address for address in found if address not in there] or found
    if not found:
        raise _UnfitError(_missing(wish, here))
    if len(found) > 1:
        choices = " or ".join(sorted(f"`{address.kind}`" for address in found))
        raise _UnfitError(f"two objects have this path; say {choices} before it, or a function's arguments behind it")
    return found[0]


def _is_called(address: Address, wish: Asked) -> bool:
    path = address.path
    if address.kind is Kind.FUNCTION:
        if wish.arguments is not None and wish.arguments.replace(" ", "") != path[2].replace(" ", ""):
            return False
        path = path[:2]
    elif wish.arguments is not None:
        return False
    return path in {wish.path, ("public", *wish.path)}


def _missing(wish: Asked, here: Iterable[Address]) -> str:
    """That there is nothing, and whether only the case is wrong, or the kind."""
    for address in here:
        if _is_called(address, wish):
            return f"{address} cannot be renamed by a migration"
        words = tuple(word.lower() for word in address.path)
        if words in {wish.path, ("public", *wish.path)}:
            return f"there is {address}: write names with capitals in double quotes"
    return "there is no such object in the first state"


def _collisions(
    found: Sequence[tuple[Asked, Address]], here: Mapping[Address, None], there: Mapping[Address, None]
) -> Iterator[tuple[Asked, str]]:
    """What stands in the way: a name that is taken, one that is kept, one that leads to nothing or to another kind."""
    moves = {address: wish.name for wish, address in found}
    for wish, address in found:
        later = _later(address, moves | {address: wish.name})
        if moves[address] != wish.name:
            yield wish, "it gets two names"
        if renamed(address, wish.name) in here:
            yield wish, f"{renamed(address, wish.name)} is there already"
        elif later not in there:
            other = next((one for one in there if one.path == later.path), None)
            yield wish, f"{later} is not in the second state" + ("" if other is None else f": there is {other}")
        elif _later(address, {a: n for a, n in moves.items() if a != address}) in there:
            yield wish, "both names are in the second state; rename first, and make the new one in a migration after it"


def _later(address: Address, moves: Mapping[Address, str]) -> Address:
    """Where an object is found once all wishes are granted."""
    path = address.path
    kind = address.kind
    own = renamed(address, moves[address]).path if address in moves else path
    outer = next((a for a in moves if kind in _HOLDERS.get(a.kind, ()) and a.path == path[:2]), None)
    if outer is not None:
        own = (own[0], moves[outer], *own[2:])
    schema = moves.get(Address(Kind.SCHEMA, path[:1])) if len(path) > 1 else None
    return Address(kind, own if schema is None else (schema, *own[1:]))


def _touched(asked: Iterable[Operation], after: Catalog) -> frozenset[Name]:
    """The tables, by their later names, of which something was renamed."""
    moves = {operation.address: operation.after for operation in asked}
    found = set()
    for address in moves:
        later = _later(address, moves)
        if later.kind in {Kind.TABLE, Kind.COLUMN, Kind.MATERIALIZED_VIEW}:
            found.add(Name(*later.path[:2]))
        elif later.kind is Kind.SCHEMA:
            found |= {table.name for table in after.tables if table.name.schema == later.path[0]}
    return frozenset(found)


def _followers(touched: frozenset[Name], now: Catalog, after: Catalog) -> Iterator[Operation]:
    """Parts of those tables that differ from one part of the second state by their name alone."""
    mine, theirs = take_apart(now), take_apart(after)
    for kind in _FOLLOW:
        leaving = _by_likeness(mine, theirs, kind, touched)
        coming = _by_likeness(theirs, mine, kind, touched)
        for likeness, addresses in leaving.items():
            others = coming.get(likeness, [])
            if len(addresses) == len(others) == 1:
                yield _operation(addresses[0], others[0].path[place(others[0])])


def _by_likeness(
    parts: Parts, others: Parts, kind: Kind, touched: frozenset[Name]
) -> dict[tuple[object, ...], list[Address]]:
    """Parts of one kind that only one state has, by all that they are but their name."""
    found: dict[tuple[object, ...], list[Address]] = defaultdict(list)
    for address, part in parts.items():
        if address.kind is kind and address.of is None and address not in others and not part.inherited:
            table = _table(address, part.value, parts)
            if table in touched:
                found[table, _LIKENESS[kind](part.value)].append(address)
    return found


def _table(address: Address, value: object, parts: Parts) -> Name | None:
    if isinstance(value, Placed):
        return value.table
    if address.kind is Kind.SEQUENCE:
        owned = parts.get(address.about(Kind.OWNED_BY))
        return owned.value[0] if owned is not None else None
    if address.kind is Kind.STATISTICS:
        within = parts[address].within
        return Name(*within.path) if within is not None else None
    return Name(*address.path[:2])


def _unnamed(definition: str) -> str:
    return _FIRST_NAME.sub(r"\1", definition, count=1)


def _key(key: Key) -> object:
    return replace(key, constraint=replace(key.constraint, name="", index=None))


def _index(placed: Placed) -> object:
    return replace(placed.index, name="", definition=_unnamed(placed.index.definition))


_LIKENESS: Mapping[Kind, Callable[[Any], object]] = {
    Kind.CONSTRAINT: _key,
    Kind.INDEX: _index,
    Kind.STATISTICS: lambda value: replace(value, name=Name("", ""), definition=_unnamed(value.definition)),
    Kind.SEQUENCE: lambda value: replace(value, name=Name("", "")),
    Kind.TRIGGER: lambda value: replace(value, name="", definition=_unnamed(value.definition)),
    Kind.POLICY: lambda value: replace(value, name=""),
}
