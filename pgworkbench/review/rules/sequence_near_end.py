"""A sequence that is running out of numbers.

What: a sequence (behind an identity or serial column, or alone) has used half of the numbers that it, or the column it
    feeds, can hold. One that cycles is left out.
Why: on the day it ends every insert fails, and widening a key of a large table takes hours under an exclusive lock.
Wrong when: the table grows no more.
Source: PostgreSQL documentation, 8.1 Numeric Types (integer ends at 2,147,483,647); pg-index-health (sequence
    overflow).

Bad:
    CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    SELECT setval('orders_id_seq', 2000000000);
    -- brief: orders.fixed = true

Good:
    CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    SELECT setval('orders_id_seq', 2000000000);
    -- brief: orders.fixed = true
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Sequence
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_ENDS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


@rule.check(Sequence, level=Level.ERROR, category=Category.SCALE)
def sequence_near_end(subject: Subject, sequence: Sequence) -> Flaws:
    """A sequence that has used more of its numbers than the conventions allow."""
    if sequence.last_value is None or sequence.cycle or sequence.increment < 0:
        return
    end = min(sequence.maximum, _end_of_column(subject, sequence))
    share = (sequence.last_value - sequence.minimum + 1) / max(end - sequence.minimum + 1, 1)
    if share < subject.conventions.sequence_share:
        return
    message = f"{share:.0%} of its numbers are used ({sequence.last_value} of {end})"
    details = {"last_value": sequence.last_value, "end": end}
    column = _fed(subject, sequence)
    if sequence.column is None or column is None or subject.base_type(column) == "bigint":
        yield Flaw(message, advice="Give it a larger MAXVALUE, or a new range.", details=details)
        return
    fix = ddl(
        "ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint;\nALTER SEQUENCE {sequence} AS bigint;",
        table=sequence.column[0],
        column=column.name,
        sequence=sequence.name,
    )
    yield Flaw(message, fix, "Columns that refer to it must become bigint first.", details=details)


def _fed(subject: Subject, sequence: Sequence) -> Column | None:
    """The column that it numbers."""
    if sequence.column is None or not subject.catalog.has_table(sequence.column[0]):
        return None
    return subject.catalog.table(sequence.column[0]).column(sequence.column[1])


def _end_of_column(subject: Subject, sequence: Sequence) -> int:
    column = _fed(subject, sequence)
    return sequence.maximum if column is None else _ENDS.get(subject.base_type(column), sequence.maximum)
