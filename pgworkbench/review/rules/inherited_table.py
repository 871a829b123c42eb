"""A table that inherits from another.

What: a table INHERITS another one (partitions are another thing, and are not meant).
Why: keys, unique and foreign keys stop at each child: two children may hold the same id, and nothing can refer to rows
    of both.
Wrong when: never in a new design; use partitions, or tables that share a key.
Source: PostgreSQL wiki, Don't Do This, "Don't use table inheritance"; PostgreSQL documentation, 5.11.1 Caveats.

Bad:
    CREATE TABLE places (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE capitals (id bigint PRIMARY KEY) INHERITS (places);

Good:
    CREATE TABLE places (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE capitals (place_id bigint PRIMARY KEY REFERENCES places ON DELETE RESTRICT);
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.NOTICE, category=Category.DESIGN)
def inherited_table(_: Subject, table: Table) -> Flaws:
    """A child of old-style inheritance."""
    if table.inherits:
        parents = ", ".join(str(name) for name in table.inherits)
        yield Flaw(f"it inherits {parents}", advice="Use partitions, or a foreign key to a table of what they share.")
