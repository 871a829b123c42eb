"""Operations tried on a scratch copy: what fails is tried again after the rest, and the order that worked is kept.

The order by dependencies is nearly always right; what the server does not record (bodies of functions written as
text) is found here.
"""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.guard import guarded
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.state import State, read_state
from pgworkbench.server import Database

SETTINGS = ("SET search_path = ''", "SET check_function_bodies = off", "SET client_min_messages = warning")
_ROUNDS = 5


Problems = tuple[tuple[Operation, psycopg.Error], ...]


def perform(database: Database, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Run them all; the order in which they worked. RefusedError if some never do."""
    done, failed = attempt(database, operations)
    if failed:
        raise refused(failed)
    return done


def refused(failed: Problems) -> RefusedError:
    """What the server said of each operation that never worked."""
    return RefusedError(f"{operation}: {_first_line(error)}" for operation, error in failed)


def attempt(database: Database, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], Problems]:
    """Run what can be run: the order in which that worked, and what never did."""
    done: list[Operation] = []
    waiting = list(operations)
    with database.connect(autocommit=True) as connection:
        for setting in SETTINGS:
            connection.execute(setting)
        if at_once(connection, [database.localise(guarded(s)) for o in waiting for s in o.statements]):
            return tuple(waiting), ()
        while waiting:
            failed: list[tuple[Operation, psycopg.Error]] = []
            for operation in waiting:
                problem = _try(connection, database, operation)
                if problem is None:
                    done.append(operation)
                else:
                    failed.append((operation, problem))
            if len(failed) == len(waiting):
                return tuple(done), tuple(failed)
            waiting = [operation for operation, _ in failed]
    return tuple(done), ()


def at_once(connection: psycopg.Connection, statements: Sequence[str]) -> bool:
    """Run all of them in one transaction, sent at once; False, and nothing done, if the server refuses any."""
    try:
        connection.execute(";\n".join(statements))
    except psycopg.Error:
        return False
    return True


def _try(connection: psycopg.Connection, database: Database, operation: Operation) -> psycopg.Error | None:
    try:
        for statement in operation.statements:
            connection.execute(database.localise(guarded(statement)))
    except psycopg.Error as error:
        return error
    return None


def _first_line(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error).split("\n", 1)[0]


def converge(database: Database, target: State, roles: frozenset[str]) -> State:
    """Change the database until it is as `target` says, and read what it then is (see `converged`)."""
    return converged(database, target, roles, Choices())[0]


def converged(
    database: Database, target: State, roles: frozenset[str], choices: Choices
) -> tuple[State, tuple[Operation, ...]]:
    """Change the database until it is as `target` says, and read what it then is.

    PostgreSQL may print a definition otherwise once it was read back, and names the indexes of partitions itself:
    so the result is compared again, until nothing more moves. What is returned is what files can reproduce. `roles`
    are those that are there at the beginning. With it come the operations, in the order in which they worked.
    """
    state = read_state(database, roles)
    made: tuple[Operation, ...] = ()
    for _ in range(_ROUNDS):
        plan = one_way(state.catalog, target.catalog, state.towards(target), choices)
        if plan.refused:
            raise RefusedError(plan.refused)
        if not plan.up:
            return state, made
        done, failed = attempt(database, plan.up)
        again = read_state(database, target.roles)
        if again.values == state.values:
            if failed:
                raise refused(failed)
            return again, made
        made = (*made, *done)
        state = again
    left = one_way(state.catalog, target.catalog, state.towards(target), Choices()).up
    raise RefusedError(f"{operation}: it is not as wanted after {_ROUNDS} attempts" for operation in left)


def leftovers(state: State, target: State, fresh: State) -> tuple[Operation, ...]:
    """What was made since `fresh` and is not yet as in `target`: the names that PostgreSQL gave to parts."""
    plan = one_way(state.catalog, target.catalog, state.towards(target), Choices())
    return tuple(o for o in plan.up if o.verb is Verb.ALTER and o.address not in fresh.values)
