"""What a pool in transaction mode breaks, found in the workload: PgBouncer accepts all of it without a word.

Source: PgBouncer, features.md (SQL feature map for pooling modes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pgworkbench.workload import Query, Workload

_NOISE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
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


@dataclass(frozen=True, slots=True)
class Hazard:
    """A query that a pool breaks, and what to do instead."""

    query: str
    line: int
    what: str
    instead: str


def hazards(workload: Workload) -> tuple[Hazard, ...]:
    """Every statement of a workload that needs a session of its own."""
    return tuple(
        Hazard(query.name, query.line, what, instead) for query in workload.queries for what, instead in _found(query)
    )


def _found(query: Query) -> Iterator[tuple[str, str]]:
    words = _words(query.sql)
    for name, instead in _FUNCTIONS.items():
        if name.upper() in words:
            yield f"{name}()", instead
    first = words[0] if words else ""
    if first in _STARTS:
        yield first, _STARTS[first]
    if (
        first == "CREATE"
        and words[1:2]
        and words[1] in {"TEMP", "TEMPORARY"}
        and not _follows(words, "ON", "COMMIT", "DROP")
    ):
        yield "CREATE TEMPORARY TABLE", "the table stays with a server connection: add ON COMMIT DROP, or use a CTE"
    if first == "DECLARE" and _follows(words, "WITH", "HOLD"):
        yield "WITH HOLD", "the cursor stays with a server connection: read it inside one transaction"
    if first == "SET" and words[1:2] != ["LOCAL"] and words[1:2] != ["CONSTRAINTS"] and words[1:2] != ["TRANSACTION"]:
        yield "SET", "the setting reaches the next client, another tenant's perhaps: SET LOCAL, or set_config(…, true)"
    if "SET_CONFIG" in words and "FALSE" in words[words.index("SET_CONFIG") :]:
        yield (
            "set_config(…, false)",
            "the setting reaches the next client, another tenant's perhaps: set_config(…, true)",
        )


def _words(text: str) -> list[str]:
    """Words of SQL in upper case, without comments and strings."""
    return _WORD.findall(_NOISE.sub(" ", text).upper())


def _follows(words: list[str], *wanted: str) -> bool:
    return any(tuple(words[at : at + len(wanted)]) == wanted for at in range(len(words)))
