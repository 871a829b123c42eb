"""What a pool in transaction mode breaks, found in the workload: PgBouncer accepts all of it without a word.

Source: PgBouncer, features.md (SQL feature map for pooling modes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pgworkbench.catalog import Catalog
from pgworkbench.operations.bodies import NOISE, bodies_of, opened, reached, words_of
from pgworkbench.workload import Query, Workload

_WORD = re.compile(r"\w+")

_FUNCTIONS = {
    "pg_advisory_lock": "the lock stays with a server connection that the next client gets: use pg_advisory_xact_lock",
    "pg_advisory_lock_shared": "the lock stays with a server connection: use pg_advisory_xact_lock_shared",
    "pg_try_advisory_lock": "the lock stays with a server connection: use pg_try_advisory_xact_lock",
    "pg_try_advisory_lock_shared": "the lock stays with a server connection: use pg_try_advisory_xact_lock_shared",
}
_STARTS = {
    "LISTEN": "notifications come to a server connection, not to this client: listen beside the pool",
    "PREPARE": "the statement is known to one server connection alone: let the driver prepare (PgBouncer 1.21)",
    "LOAD": "the library is loaded into one server connection alone: set session_preload_libraries",
}
_TEMPORARY = (
    "CREATE TEMPORARY TABLE", "the table stays with a server connection: add ON COMMIT DROP, or use a CTE"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hazard:
    """A query that a pool breaks, and what to do instead."""

    query: str
    line: int
    what: str
    instead: str


def hazards(workload: Workload, catalog: Catalog | None = None) -> tuple[Hazard, ...]:
    """Every statement of a workload that needs a session of its own, itself or in a function that it reaches: by its
    name, through another, or as a trigger of a table that it names.
    """
    inside = {} if catalog is None else _of_functions(catalog)
    found = [Hazard(query.name, query.line, *each) for query in workload.queries for each in _found(query)]
    if catalog is not None and inside:
        bodies, fired = bodies_of(catalog), _fired(catalog)
        for query in workload.queries:
            named = set(words_of(query.sql))
            named |= {function for table, functions in fired.items() if table in named for function in functions}
            names = sorted(reached(named, bodies) & inside.keys())
            found += [
                Hazard(query.name, query.line, f"{what} in {name}()", instead)
                for name in names for what, instead in inside[name]
            ]  # fmt: skip
    return tuple(found)


def _of_functions(catalog: Catalog) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the design's own functions do that needs a session, by their names."""
    own = ((each.name.name, each.definition) for each in catalog.functions if each.extension is None)
    found = {name: tuple(dict.fromkeys(_in_body(opened(text)))) for name, text in own if text}
    return {name: each for name, each in found.items() if each}


def _fired(catalog: Catalog) -> dict[str, frozenset[str]]:
    """The functions of each table's triggers."""
    return {table.name.name: frozenset(trigger.function.name for trigger in table.triggers) for table in catalog.tables}


def _in_body(text: str) -> Iterator[tuple[str, str]]:
    """The same in a function's body, where a statement may follow BEGIN, THEN or another word."""
    for statement in NOISE.sub(" ", text).split(";"):
        words = _WORD.findall(statement.upper())
        yield from _anywhere(words)
        if words[-2:-1] == ["LISTEN"]:
            yield "LISTEN", _STARTS["LISTEN"]
        if _makes_temporary(words):
            yield _TEMPORARY


def _anywhere(words: list[str]) -> Iterator[tuple[str, str]]:
    for name, instead in _FUNCTIONS.items():
        if name.upper() in words:
            yield f"{name}()", instead
    if _follows(words, "WITH", "HOLD"):
        yield "WITH HOLD", "the cursor stays with a server connection: read it inside one transaction"
    if "SET_CONFIG" in words and "FALSE" in words[words.index("SET_CONFIG") :]:
        yield (
            "set_config(…, false)",
            "the setting reaches the next client, another tenant's perhaps: set_config(…, true)",
        )


def _makes_temporary(words: list[str]) -> bool:
    return any(_follows(words, "CREATE", each) for each in ("TEMP", "TEMPORARY")) and not _follows(
        words, "ON", "COMMIT", "DROP"
    )


def _found(query: Query) -> Iterator[tuple[str, str]]:
    words = _words(query.sql)
    yield from _anywhere(words)
    first = words[0] if words else ""
    if first in _STARTS:
        yield first, _STARTS[first]
    if first == "CREATE" and _makes_temporary(words):
        yield _TEMPORARY
    if first == "SET" and words[1:2] != ["LOCAL"] and words[1:2] != ["CONSTRAINTS"] and words[1:2] != ["TRANSACTION"]:
        yield "SET", "the setting reaches the next client, another tenant's perhaps: SET LOCAL, or set_config(…, true)"


def _words(text: str) -> list[str]:
    """Words of SQL in upper case, without comments and strings."""
    return _WORD.findall(NOISE.sub(" ", text).upper())


def _follows(words: list[str], *wanted: str) -> bool:
    return any(tuple(words[at : at + len(wanted)]) == wanted for at in range(len(words)))
