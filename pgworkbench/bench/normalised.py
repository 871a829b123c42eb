"""What pg_stat_statements keeps of a statement, as SQL that the server reads again.

It puts `$n` where a constant stood and leaves the rest: of `date '2026-01-01'` it makes `date $1`, which pg_query's
parser forgives and the server does not. `$1::date` says the same.
"""

from __future__ import annotations

from typing import Any

import postgast
from postgast import pg_query_pb2 as tree


def readable(text: str) -> str | None:
    """The statement with every `$n` where SQL takes a parameter; None if it cannot be read at all."""
    try:
        parsed = postgast.parse(text)
    except postgast.PgQueryError:
        return None
    # Elsewhere the type stands behind what is cast: as `$1::date` and as `CAST($1 AS date)`.
    before = any(0 <= cast.type_name.location < cast.arg.param_ref.location for cast in _typed(parsed))
    return postgast.deparse(parsed) if before else text


def spans(text: str) -> frozenset[int]:
    """The numbers of the parameters that are written as intervals: they are added to a time, not compared with one."""
    typed = _typed(postgast.parse(text))
    return frozenset(cast.arg.param_ref.number for cast in typed if cast.type_name.names[-1].string.sval == "interval")


def _typed(parsed: Any) -> list[Any]:
    """Every parameter that has a type of its own."""
    casts = postgast.find_nodes(parsed, tree.TypeCast)
    return [cast for cast in casts if cast.arg.WhichOneof("node") == "param_ref"]
