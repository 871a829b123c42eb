"""Asking the rows: only reading, never for long, and nothing of it stays.

A table that may not be read, or a question that takes too long, gives no answer; a rule then says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Table
from pgworkbench.review.subject import Subject

SAMPLE = 20_000  # rows of a table that are looked at
_LONGEST_MS = 5_000
_NO_ANSWER = (
    psycopg.errors.QueryCanceled,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ObjectNotInPrerequisiteState,
)


def ask(subject: Subject, question: sql.SQL | sql.Composed, values: Sequence[Any] = ()) -> list[tuple[Any, ...]] | None:
    """The answer's rows; None if there is none."""
    if subject.rows is None:
        return None
    try:
        with subject.rows.transaction(force_rollback=True):
            subject.rows.execute("SELECT pg_catalog.set_config('statement_timeout', %s, true)", [f"{_LONGEST_MS}ms"])
            return list(subject.rows.execute(question, values or None).fetchall())
    except _NO_ANSWER:
        return None


def relation(table: Table) -> sql.Composable:
    """A table's name as SQL, always quoted."""
    return sql.Identifier(table.name.schema, table.name.name)


def sampled(table: Table) -> sql.Composed:
    """A part of a table that can stand in a FROM: its first rows, as many as are looked at."""
    return sql.SQL("(SELECT * FROM {} LIMIT {}) AS sampled").format(relation(table), sql.Literal(SAMPLE))


def count(subject: Subject, table: Table) -> int | None:
    """How many rows a table has, up to the sample; None if it may not be read."""
    found = ask(subject, sql.SQL("SELECT count(*) FROM {}").format(sampled(table)))
    return None if found is None else int(found[0][0])
