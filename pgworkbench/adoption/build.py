"""What of a database must be made before its tables and what after them: tried on a scratch database, not guessed.

The models make the tables. What is then still different is made by SQL, and by that alone can it be complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.guard import guarded
from pgworkbench.migrations.operations import Operation
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.text import commented
from pgworkbench.migrations.trial import attempt
from pgworkbench.server import Database

_FIRST = {
    Kind.ROLE,
    Kind.SCHEMA,
    Kind.EXTENSION,
    Kind.ENUM,
    Kind.COMPOSITE,
    Kind.RANGE,
    Kind.DOMAIN,
    Kind.DOMAIN_CONSTRAINT,
    Kind.SEQUENCE,
    Kind.FUNCTION,
}
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Made:
    """Operations that worked, in the order in which they did, and what could not be done, each in a line."""

    operations: tuple[Operation, ...]
    left: tuple[str, ...] = ()


def make_first(database: Database, target: State) -> Made:
    """What tables may need, in an empty database; what needs tables itself is left for later, by address in `left`."""
    empty = read_state(database, ())
    plan = one_way(empty.catalog, target.catalog, empty.towards(target), Choices())
    wanted = [operation for operation in plan.up if _is_first(operation.address)]
    done, _ = attempt(database, wanted)
    return Made(done)


def _is_first(address: Address) -> bool:
    root = address
    while root.of is not None:
        root = root.of
    return root.kind in _FIRST and address.kind is not Kind.OWNED_BY


def make_rest(database: Database, target: State) -> Made:
    """What the tables leave out: everything in which the database is not yet the target."""
    made: list[Operation] = []
    problems: list[str] = []
    before = None
    for _ in range(_ROUNDS):
        state = read_state(database, target.roles)
        plan = one_way(state.catalog, target.catalog, state.towards(target), Choices())
        problems = list(plan.refused)
        if not plan.up or state.values == before:
            break
        done, failed = attempt(database, plan.up)
        made += done
        problems += [f"{operation}: {str(error).splitlines()[0]}" for operation, error in failed]
        before = state.values
    return Made(tuple(made), tuple(problems))


def differences(database: Database, target: State) -> tuple[str, ...]:
    """Everything in which a database is not the target, each in a line; empty if nothing."""
    state = read_state(database, target.roles)
    plan = one_way(state.catalog, target.catalog, state.towards(target), Choices())
    return (*plan.refused, *(str(operation) for operation in plan.up))


def held_back(target: State, made: Made) -> frozenset[Address]:
    """What needs a function or type that could not be made before the tables: left to the SQL that follows them."""
    there = {operation.address for operation in made.operations}
    missing = {address for address in target.values if address.kind in _FIRST and address not in there}
    missing -= {address for address in missing if address.path == ("public",) or _is_inside(address, there)}
    held: set[Address] = set()
    fresh = missing
    while fresh:
        held |= fresh
        fresh = {user for user, needs in target.links.items() if needs & fresh} - held
    return frozenset(held)


def _is_inside(address: Address, there: Iterable[Address]) -> bool:
    return address.kind is Kind.DOMAIN_CONSTRAINT and any(each.path == address.path[:2] for each in there)


def sql_text(head: str, operations: Sequence[Operation], heading: Callable[[Operation], str]) -> str:
    """Operations as a file of SQL, with a line above each new subject."""
    blocks, last = [commented(head)], ""
    for operation in operations:
        title = heading(operation)
        if title != last:
            blocks.append(f"-- {'-' * 97}\n{commented(title)}\n-- {'-' * 97}")
            last = title
        of_cluster = operation.address.kind is Kind.ROLE
        for statement in operation.statements:
            words = guarded(statement) if of_cluster else statement.sql
            blocks.append(f"{words};")
    return "\n\n".join(blocks) + "\n"


def subject(operation: Operation) -> str:
    """What an operation is about, for a heading."""
    address = operation.address
    while address.of is not None:
        address = address.of
    if address.relation is not None:
        return str(address.relation)
    if operation.table is not None:
        return str(operation.table)
    return _TITLES.get(address.kind, f"{address.kind}s".capitalize())


_TITLES = {Kind.DEFAULT_GRANTS: "Default privileges", Kind.INDEX: "Indexes", Kind.STATISTICS: "Statistics"}
