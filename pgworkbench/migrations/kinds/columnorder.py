"""The order of a table's columns, as a test in SQL: it tells whether a table was made anew for it already."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.catalog.model import Name
from pgworkbench.migrations.text import filled, full, literal, wrapped

_TEST = """\
ARRAY(
        SELECT attname::text FROM pg_catalog.pg_attribute
        WHERE attrelid = to_regclass({table}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
    ) = ARRAY[
        {names}
    ]::text[]"""


@dataclass(frozen=True, slots=True)
class Former:
    """The order that the columns of a table had: while it is that, the table is still to be made anew."""

    table: Name
    order: tuple[str, ...]


def in_order(table: Name, order: tuple[str, ...]) -> str:
    """A test, as SQL: whether the columns of a table stand in this order."""
    names = wrapped(tuple(literal(name) for name in order), " " * 8)
    return filled(_TEST, {"table": literal(full(table)), "names": names})
