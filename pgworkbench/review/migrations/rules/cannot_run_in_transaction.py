"""A statement that PostgreSQL refuses inside a transaction.

What: CREATE INDEX, DROP INDEX, REINDEX or DETACH PARTITION CONCURRENTLY, VACUUM, or CREATE or DROP DATABASE, in a file
    of dbmate's form that does not say `-- migrate:up transaction:false`.
Why: the migration fails on every database.
Wrong when: never.
Source: PostgreSQL documentation, CREATE INDEX (Building Indexes Concurrently); dbmate, Migration Options.

Bad:
    -- migrate:up
    CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_state_btree_idx ON orders (state);
    -- migrate:down
    DROP INDEX IF EXISTS orders_state_btree_idx;

Good:
    -- migrate:up transaction:false
    CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_state_btree_idx ON orders (state);
    -- migrate:down
    DROP INDEX IF EXISTS orders_state_btree_idx;
"""

from __future__ import annotations

from postgast import find_nodes
from postgast import pg_query_pb2 as tree

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import flaw
from pgworkbench.review.migrations.script import Script, Statement
from pgworkbench.review.rule import Category, Flaws

_NEVER = {"createdb_stmt", "dropdb_stmt", "create_table_space_stmt", "drop_table_space_stmt", "alter_system_stmt"}


@rule.check(Script, level=Level.ERROR, category=Category.MIGRATIONS)
def cannot_run_in_transaction(_: tuple[Script, ...], script: Script) -> Flaws:
    """What wants a transaction of its own, in a file that runs in one."""
    if not (script.marked and script.transaction):
        return
    for statement in script.up:
        if _is_refused(statement):
            advice = "Give it a file of its own that says `-- migrate:up transaction:false`."
            yield flaw(script, statement, "PostgreSQL refuses it inside a transaction", advice)


def _is_refused(statement: Statement) -> bool:
    node = statement.node
    if statement.kind in {"index_stmt", "drop_stmt"}:
        return bool(node.concurrent)
    if statement.kind == "vacuum_stmt":
        return bool(node.is_vacuumcmd)
    if statement.kind == "reindex_stmt":
        return any(option.def_elem.defname == "concurrently" for option in node.params)
    if statement.kind == "alter_table_stmt":
        return any(each.concurrent for each in find_nodes(node, tree.PartitionCmd))
    return statement.kind in _NEVER
