"""A table that a crash empties.

What: a table is UNLOGGED, and no comment on it says so (a word of `unlogged`, `crash` or `cache` will do).
Why: after a crash it is empty, it is not on any standby, and neither a base backup nor point-in-time recovery has it.
Wrong when: its rows can be made again at will: a cache, a step of a load.
Source: PostgreSQL documentation, CREATE TABLE, UNLOGGED; pgrubic.

Bad:
    CREATE UNLOGGED TABLE carts (id bigint PRIMARY KEY);

Good:
    CREATE TABLE carts (id bigint PRIMARY KEY);
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives

_ARGUED = re.compile(r"\b(?:unlogged|crash|caches?|cached)\b", re.IGNORECASE)


@rule.check(Table, level=Level.WARNING, category=Category.DESIGN)
def unlogged_table(_: Subject, table: Table) -> Flaws:
    """A table that is not in the write-ahead log."""
    if table.persistence == "u" and not _ARGUED.search(without_directives(table.comment)):
        fix = ddl("ALTER TABLE {table} SET LOGGED;", table=table.name)
        yield Flaw("a crash empties it", fix, "If its rows can be made again at will, say so in a comment instead.")
