"""A way back that loses rows.

What: the way down drops or empties a table, or drops a column, and no statement before it copies the rows elsewhere
    (CREATE TABLE … AS, INSERT … SELECT).
Why: between the way up and the way down people work; what they wrote is gone without a word, and going up again does
    not bring it back.
Wrong when: what the table holds can be made again at will; then say so in a comment.
Source: requirement R-MIG-4 (destructive ones are rolled back in a test); Sourcegraph, database migrations.

Bad:
    -- migrate:up
    CREATE TABLE IF NOT EXISTS carts (id bigint PRIMARY KEY);
    -- migrate:down
    DROP TABLE IF EXISTS carts;

Good:
    -- migrate:up
    CREATE TABLE IF NOT EXISTS carts (id bigint PRIMARY KEY);
    -- migrate:down
    CREATE TABLE IF NOT EXISTS kept_carts AS SELECT * FROM carts;
    DROP TABLE IF EXISTS carts;
"""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import (
    copied_from,
    dropped_columns,
    dropped_tables,
    flaw,
    parent_of,
    shown,
    table_of,
    type_of_table,
)
from pgworkbench.review.migrations.script import Script, Statement
from pgworkbench.review.rule import Category, Flaws


@rule.check(Script, level=Level.WARNING, category=Category.MIGRATIONS)
def down_loses_rows(_: tuple[Script, ...], script: Script) -> Flaws:
    """DROP or TRUNCATE in the way down, of what nothing kept."""
    kept: set[type_of_table] = set()
    parents = {table_of(one.node.relation): parent for one in script.up if (parent := parent_of(one)) is not None}
    for statement in script.down or ():
        kept |= copied_from(statement)
        lost = [what for what, table in _lost(statement) if not kept & {table, parents.get(table)}]
        if lost:
            advice = "Copy the rows to a table beside it first, and let the way up put them back."
            yield flaw(script, statement, f"what {', '.join(lost)} holds by then is lost", advice)


def _lost(statement: Statement) -> Iterator[tuple[str, type_of_table]]:
    for table in dropped_tables(statement):
        yield shown(table), table
    for table, column in dropped_columns(statement):
        yield f"{shown(table)}.{column}", table
