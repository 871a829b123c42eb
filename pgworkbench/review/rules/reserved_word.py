"""A name that is a word of SQL.

What: a table or a column is called by a word that PostgreSQL reserves (`user`, `order`, `end`). Tables are reported
    with all such columns of theirs.
Why: it must be quoted in every query, and an unquoted `user` is not an error but the name of the session's role.
Wrong when: never in a new design.
Source: PostgreSQL documentation, Appendix C; SchemaCrawler; pgrubic.

Bad:
    CREATE TABLE visits (id bigint CONSTRAINT visits_id_primary_constraint PRIMARY KEY, "end" timestamptz);

Good:
    CREATE TABLE visits (id bigint CONSTRAINT visits_id_primary_constraint PRIMARY KEY, ended_at timestamptz);
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import keywords
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.NOTICE, category=Category.NAMES)
def reserved_word(_: Subject, table: Table) -> Flaws:
    """A table that is, or has columns that are, called by reserved words."""
    names = (table.name.name, *(column.name for column in table.columns if not column.inherited))
    reserved = tuple(name for name in names if keywords().get(name) in {"R", "T"})
    if reserved:
        advice = "Choose another word (`ended_at` for `end`), while few use it."
        yield Flaw(f"{', '.join(reserved)} must always be quoted", advice=advice, details={"names": reserved})
