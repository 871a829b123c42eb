"""A change of every row at once.

What: an UPDATE or DELETE without WHERE, also in a DO block, of a table that the file did not make.
Why: it locks every row until the transaction ends, writes the whole table anew, and on a large table runs for hours
    while writers wait; if it fails at the end, all of it is undone.
Wrong when: the table is small and stays so; then say so in a comment.
Source: pgrubic GN022, GN023; PostgreSQL documentation, 13.3.2 Row-Level Locks.

Bad:
    -- migrate:up
    UPDATE orders SET state = 'open';
    -- migrate:down
    SELECT 1;

Good:
    -- migrate:up
    UPDATE orders SET state = 'open' WHERE state IS NULL AND id BETWEEN 1 AND 10000;
    -- migrate:down
    SELECT 1;
"""

from __future__ import annotations

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import changed_whole, flaw, made, shown
from pgworkbench.review.migrations.script import Script
from pgworkbench.review.rule import Category, Flaws


@rule.check(Script, level=Level.WARNING, category=Category.MIGRATIONS)
def update_without_where(_: tuple[Script, ...], script: Script) -> Flaws:
    """UPDATE or DELETE of a whole table."""
    new = made(script.up)
    for statement in script.up:
        table = changed_whole(statement)
        if table is not None and table not in new:
            word = statement.kind.removesuffix("_stmt")
            advice = "Change its rows in batches by key, each in a transaction of its own (transaction:false)."
            yield flaw(script, statement, f"it {word}s every row of {shown(table)} at once", advice)
