"""A new enum value that is used in the transaction that adds it.

What: ALTER TYPE … ADD VALUE, and the value in a later statement of the same transaction, of a type that was there
    before.
Why: PostgreSQL refuses it: "unsafe use of new value of enum type". The migration fails on every database.
Wrong when: never.
Source: PostgreSQL documentation, ALTER TYPE, Notes.

Bad:
    -- migrate:up
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm';
    UPDATE people SET feels = 'calm' WHERE id = 7;
    -- migrate:down
    SELECT 1;

Good:
    -- migrate:up
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm';
    -- migrate:down
    SELECT 1;
"""

from __future__ import annotations

from postgast import find_nodes
from postgast import pg_query_pb2 as tree

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import flaw
from pgworkbench.review.migrations.script import Script, Statement
from pgworkbench.review.rule import Category, Flaws

_DEFINITIONS = {"comment_stmt", "alter_enum_stmt", "do_stmt", "create_function_stmt"}  # texts there are no values


@rule.check(Script, level=Level.ERROR, category=Category.MIGRATIONS)
def new_enum_value_used(_: tuple[Script, ...], script: Script) -> Flaws:
    """A value that no statement may use yet."""
    if not script.transaction:
        return
    added: dict[str, str] = {}
    made: set[str] = set()
    for statement in script.up:
        if statement.kind == "create_enum_stmt":
            made.add(statement.node.type_name[-1].string.sval)
        name = statement.node.type_name[-1].string.sval if statement.kind == "alter_enum_stmt" else None
        if name is not None and name not in made and statement.node.new_val and not statement.node.old_val:
            added[statement.node.new_val] = name
        used = sorted(_texts(statement) & set(added))
        if used:
            advice = "Add the value in a migration of its own, before this one."
            yield flaw(script, statement, f"'{used[0]}' was added to {added[used[0]]} in this very transaction", advice)


def _texts(statement: Statement) -> set[str]:
    if statement.kind in _DEFINITIONS:
        return set()
    return {str(constant.sval.sval) for constant in find_nodes(statement.node, tree.A_Const)}
