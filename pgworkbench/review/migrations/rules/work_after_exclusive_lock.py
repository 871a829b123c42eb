"""Long work while a table is locked for everybody.

What: a statement takes ACCESS EXCLUSIVE on a table that others use (ALTER TABLE, a rename, TRUNCATE), and later in the
    same transaction rows are changed, an index is built or a constraint is validated.
Why: the lock is held until the transaction ends: for as long as the later work takes, nobody can even read the table.
Wrong when: the tables are small and stay so; then say so in a comment.
Source: eugene E4; PostgreSQL documentation, 13.3.1 Table-Level Locks.

Bad:
    -- migrate:up
    ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
    UPDATE customers SET state = 'old' WHERE state = 'new';
    -- migrate:down
    SELECT 1;

Good:
    -- migrate:up
    UPDATE customers SET state = 'old' WHERE state = 'new';
    ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
    -- migrate:down
    SELECT 1;
"""

from __future__ import annotations

from postgast import pg_query_pb2 as tree

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import flaw, locked_whole, made, shown, table_of, type_of_table
from pgworkbench.review.migrations.script import Script, Statement
from pgworkbench.review.rule import Category, Flaws


@rule.check(Script, level=Level.WARNING, category=Category.MIGRATIONS)
def work_after_exclusive_lock(_: tuple[Script, ...], script: Script) -> Flaws:
    """What makes readers wait longer than they have to; told once for each locked table."""
    if not script.transaction:
        return
    new = made(script.up)
    held: dict[type_of_table, Statement] = {}
    for statement in script.up:
        work = _work(statement, new)
        if held and work:
            advice = "Move it in front of that, or into a migration of its own."
            tables = ", ".join(f"{shown(table)} (line {lock.line})" for table, lock in held.items())
            yield flaw(script, statement, f"{work} while nobody can read {tables}", advice)
            held.clear()
        table = locked_whole(statement)
        if table is not None and table not in new:
            held.setdefault(table, statement)


def _work(statement: Statement, new: set[type_of_table]) -> str | None:
    """What takes as long as a table is large, unless the table is new."""
    if statement.kind in {"update_stmt", "delete_stmt"}:
        return None if table_of(statement.node.relation) in new else "it changes rows"
    if statement.kind == "insert_stmt":
        copies = bool(statement.node.select_stmt.select_stmt.from_clause)
        return "it copies rows" if copies else None
    if statement.kind == "index_stmt":
        return None if table_of(statement.node.relation) in new else "it builds an index"
    if statement.kind == "alter_table_stmt" and table_of(statement.node.relation) not in new:
        validates = any(c.alter_table_cmd.subtype == tree.AT_ValidateConstraint for c in statement.node.cmds)
        return "it validates a constraint" if validates else None
    return None
