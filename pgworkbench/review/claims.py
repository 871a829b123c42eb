"""What an index claims to be there for."""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review.subject import Subject

FOREIGN_KEY = "foreign key"


def claims_of(subject: Subject, table: Table, index: Index) -> tuple[str, ...]:
    """The queries (or `foreign key`) that an index claims to serve; empty if it claims nothing."""
    return tuple((subject.claims or {}).get(str(Name(table.name.schema, index.name)), ()))
