"""Columns in an order that stores padding.

What: a row's fixed-width columns, as they are ordered, need at least 16 more bytes of padding than sorted by width.
Why: a bigint begins at a multiple of eight, so each small column in front of one wastes up to seven bytes in every
    row, in memory as on disk.
Wrong when: the table is small, or its order means more to its readers than its size.
Source: PostgreSQL documentation, 66.6 Database Page Layout (alignment); Atlas PG110.

Bad:
    CREATE TABLE points (
        id bigint PRIMARY KEY, a boolean NOT NULL, x bigint NOT NULL, b boolean NOT NULL, y bigint NOT NULL,
        c boolean NOT NULL, z bigint NOT NULL
    );

Good:
    CREATE TABLE points (
        id bigint PRIMARY KEY, x bigint NOT NULL, y bigint NOT NULL, z bigint NOT NULL,
        a boolean NOT NULL, b boolean NOT NULL, c boolean NOT NULL
    );
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_LEAST = 16  # bytes of a row that are worth a word
# (length, alignment) in bytes, of pg_type.typlen and typalign
_LAYOUT = {
    "bool": (1, 1),
    "int2": (2, 2),
    "int4": (4, 4),
    "date": (4, 4),
    "float4": (4, 4),
    "oid": (4, 4),
    "int8": (8, 8),
    "float8": (8, 8),
    "money": (8, 8),
    "time": (8, 8),
    "timestamp": (8, 8),
    "timestamptz": (8, 8),
    "interval": (16, 8),
    "timetz": (12, 8),
    "uuid": (16, 1),
}


@rule.check(Table, level=Level.NOTICE, category=Category.SCALE)
def wasteful_column_order(subject: Subject, table: Table) -> Flaws:
    """A table whose rows would be shorter in another order."""
    fixed = [(column, _layout(subject, column)) for column in table.columns]
    known = [(column, layout) for column, layout in fixed if layout is not None]
    better = sorted(known, key=lambda pair: -pair[1][1])
    wasted = _padding([layout for _, layout in known]) - _padding([layout for _, layout in better])
    if wasted >= _LEAST:
        order = ", ".join(column.name for column, _ in better)
        advice = f"Where it is made anew, order its columns of fixed width so: {order}."
        yield Flaw(f"{wasted} bytes of each row are padding", advice=advice, details={"bytes": wasted})


def _layout(subject: Subject, column: Column) -> tuple[int, int] | None:
    """Length and alignment; None where the length varies (short values are not aligned at all)."""
    if column.array or column.generated == "v":
        return None
    return (4, 4) if subject.is_enum(column) else _LAYOUT.get(column.type_name.name)


def _padding(layouts: list[tuple[int, int]]) -> int:
    at = padding = 0
    for length, alignment in layouts:
        gap = -at % alignment
        padding += gap
        at += gap + length
    return padding
