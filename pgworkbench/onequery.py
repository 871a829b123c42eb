"""One statement that reads: what notebooks and the workbench let a designer run on volumes that others share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.errors import WorkbenchError

READING = {"select_stmt": "SELECT", "explain_stmt": "EXPLAIN", "variable_show_stmt": "SHOW"}
EXPLAINED = {f"{verb}_stmt": verb.upper() for verb in ("select", "insert", "update", "delete", "merge")}


def one_query(text: str, kinds: Mapping[str, str] = READING) -> str:
    """The statement in `text`, without what ends it; WorkbenchError if it is none, several, or none of the `kinds`.

    A read-only transaction refuses most of what writes; what would get around that is refused here.
    """
    query = text.strip().rstrip(";").rstrip()
    if not query:
        raise WorkbenchError("write a query")
    try:
        statements = postgast.parse(query).stmts
    except postgast.PgQueryError as error:
        raise WorkbenchError(str(error)) from None
    if len(statements) != 1:  # one after a COMMIT would stand outside the read-only transaction
        raise WorkbenchError(f"takes one statement, not {len(statements)}")
    if statements[0].stmt.WhichOneof("node") not in kinds:
        raise WorkbenchError(f"takes one of {', '.join(kinds.values())}; nothing is written from here")
    if _makes_a_table(statements[0]):
        raise WorkbenchError("this would make a table, and nothing is written from here")
    return query


def _makes_a_table(statement: Any) -> bool:
    """Whether it holds a SELECT INTO or a CREATE TABLE AS, which EXPLAIN ANALYZE runs even in READ ONLY."""
    return next(iter(postgast.find_nodes(statement, tree.IntoClause)), None) is not None
