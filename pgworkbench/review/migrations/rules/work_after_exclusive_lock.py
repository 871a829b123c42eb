"""Long work while a table is locked for everybody.

What: a statement takes ACCESS EXCLUSIVE on a table that others use, and later in the same transaction rows are changed,
    an index is built or a constraint is validated. Where the files could be run on a scratch database, the locks are
    those that were seen there, also of what a block makes up as it runs; else those of ALTER TABLE, renames, TRUNCATE.
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

_SHOWN = 5
_MODES = {"index_stmt": "ShareLock", "alter_table_stmt": "ShareUpdateExclusiveLock"}


@rule.check(Script, level=Level.WARNING, category=Category.MIGRATIONS)
def work_after_exclusive_lock(_: tuple[Script, ...], script: Script) -> Flaws:
    """What makes readers wait longer than they have to; told once for each locked table."""
    if not script.transaction:
        return
    new = made(script.up)
    held: dict[type_of_table, Statement] = {}
    block: Statement | None = None
    for statement in script.up:
        if block is not None and not statement.guarded:  # what it made up as it ran is held from its end on
            held = {**dict.fromkeys(_seen(script, block), block), **held}
            block = None
        work = _work(statement, new) if block is None or _has_run(script, block, statement) else None
        if held and work:
            advice = "Move it in front of that, or into a migration of its own."
            tables = ", ".join(f"{shown(table)} (line {lock.line})" for table, lock in list(held.items())[:_SHOWN])
            yield flaw(script, statement, f"{work} while nobody can read {tables}", advice)
            held.clear()
        fresh = [table for table in _taken(script, statement, block) if table not in new]
        held = {**dict.fromkeys(fresh, statement), **held}
        block = statement if statement.kind == "do_stmt" else block


def _taken(script: Script, statement: Statement, block: Statement | None) -> list[type_of_table]:
    """The tables that nobody can read from this statement on: as they were seen, or else as they are read."""
    guess = locked_whole(statement)
    guessed = [guess] if guess is not None else []
    if script.locks is None:
        return guessed
    if block is not None:
        return [table for table in guessed if table in _seen(script, block)]
    return [] if statement.kind == "do_stmt" else _seen(script, statement)


def _has_run(script: Script, block: Statement, statement: Statement) -> bool:
    """Whether a statement of a block ran, as far as its lock on its table was seen by the end of the block."""
    if script.locks is None or not hasattr(statement.node, "relation"):
        return True
    until = [taken for line, locks in script.locks.items() if line <= block.line for taken in locks]
    mode = _MODES.get(statement.kind, "RowExclusiveLock")
    return any(taken.table == table_of(statement.node.relation) and taken.mode == mode for taken in until)


def _seen(script: Script, statement: Statement) -> list[type_of_table]:
    return [taken.table for taken in (script.locks or {}).get(statement.line, ()) if taken.is_whole]


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
