"""What rows that are there get in a column: what the design says at the column, or a default that differs by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.backfill import Backfill
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.text import Text, compose
from pgworkbench.migrations.trial import SETTINGS
from pgworkbench.server import Database

Backfills = Mapping[tuple[str, str], str]  # (table as in the design, column) -> an SQL expression over its row


def fills(design: Database, operations: Sequence[Operation], said: Backfills) -> dict[Address, str]:
    """The expression for each column that is new, or not null from now on, on a table that was there before."""
    found: dict[Address, str] = {}
    for operation in operations:
        shape = operation.after
        if operation.new or operation.table is None or operation.address.kind is not Kind.COLUMN:
            continue
        if not isinstance(shape, Shape) or shape.column.generated or shape.column.identity:
            continue
        expression = said.get((str(operation.table), operation.address.path[2]))
        default = shape.column.default
        if expression is None and operation.verb is Verb.CREATE and default and _differs_by_row(design, shape):
            expression = default
        if expression is not None:
            found[operation.address] = expression
    return found


def _differs_by_row(design: Database, shape: Shape) -> bool:
    """Whether the server would write all rows for this default: it is asked, with a table of no columns."""
    words = Text(f"{shape.column.type} DEFAULT {shape.column.default}")
    with design.connect() as connection:
        connection.execute("CREATE TEMPORARY TABLE pgworkbench_probe ()")
        connection.execute("SET LOCAL search_path = ''")
        sql = compose("ALTER TABLE pg_temp.pgworkbench_probe ADD COLUMN {} {}", shape.name, words)
        try:
            connection.execute(design.localise(sql).encode())
            row = connection.execute(
                "SELECT atthasmissing FROM pg_catalog.pg_attribute "
                "WHERE attrelid = 'pg_temp.pgworkbench_probe'::regclass AND attname = %s",
                [shape.name],
            ).fetchone()
        except psycopg.Error:
            return False
        finally:
            connection.rollback()
    return row == (False,)


def tried(database: Database, backfills: Sequence[Backfill]) -> None:
    """RefusedError if the server does not take an expression, on the table as it is by then."""
    for each in backfills:
        with database.connect(autocommit=True) as connection:
            for setting in SETTINGS:
                connection.execute(setting)
            try:
                connection.execute(f"EXPLAIN {database.localise(each.sample)}".encode())
            except psycopg.Error as error:
                said = error.diag.message_primary or str(error)
                hint = "names outside of pg_catalog need their schema"
                raise UnfitBackfillError(
                    [f"the backfill of {each.what} by {' and '.join(e for _, e in each.values)}: {said} ({hint})"]
                ) from None


class UnfitBackfillError(RefusedError):
    """The server does not take a backfill's expression: phases or not, the change cannot be made as it is said."""
