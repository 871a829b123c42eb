"""A migration that takes row-level security away.

What: the way up switches row-level security off (DISABLE or NO FORCE), or drops a policy, and does not switch it on
    again, make another policy on that table, or drop the table.
Why: from then on rows are shown to strangers, and no query fails: nobody notices.
Wrong when: the table is no longer anybody's; then say so in a comment.
Source: PostgreSQL documentation, 5.9 Row Security Policies; pgrls.

Bad:
    -- migrate:up
    ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
    -- migrate:down
    SELECT 1;

Good:
    -- migrate:up
    ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
    -- pgworkbench:ignore work-after-exclusive-lock a single row
    UPDATE orders SET state = 'open' WHERE id = 7;
    ALTER TABLE orders FORCE ROW LEVEL SECURITY;
    -- migrate:down
    SELECT 1;
"""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as tree

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import dropped_tables, flaw, shown, table_of, type_of_table
from pgworkbench.review.migrations.script import Script, Statement
from pgworkbench.review.rule import Category, Flaws

_OFF = {tree.AT_DisableRowSecurity: "row security", tree.AT_NoForceRowSecurity: "force"}
_ON = {tree.AT_EnableRowSecurity: "row security", tree.AT_ForceRowSecurity: "force"}
_WORDS = {
    "row security": "row-level security is off",
    "force": "its owner passes by its policies",
    "policy": "a policy is gone",
}


@rule.check(Script, level=Level.ERROR, category=Category.MIGRATIONS)
def row_security_turned_off(_: tuple[Script, ...], script: Script) -> Flaws:
    """What is off at the end and was on before."""
    off: dict[tuple[type_of_table, str], Statement] = {}
    for statement in script.up:
        for table, what in _switched(statement, _OFF):
            off.setdefault((table, what), statement)
        for table, what in _switched(statement, _ON):
            off.pop((table, what), None)
        for gone in dropped_tables(statement):
            off = {key: value for key, value in off.items() if key[0] != gone}
    for (table, what), statement in off.items():
        advice = "Switch it on again in the same file, or say in a comment why it may stay so."
        yield flaw(script, statement, f"{shown(table)}: {_WORDS[what]}", advice)


def _switched(statement: Statement, commands: dict[int, str]) -> Iterator[tuple[type_of_table, str]]:
    if statement.kind == "alter_table_stmt":
        for command in statement.node.cmds:
            if what := commands.get(command.alter_table_cmd.subtype):
                yield table_of(statement.node.relation), what
    if commands is _ON and statement.kind == "create_policy_stmt":
        yield table_of(statement.node.table), "policy"
    if commands is _OFF and statement.kind == "drop_stmt" and statement.node.remove_type == tree.OBJECT_POLICY:
        for listed in statement.node.objects:
            words = [item.string.sval for item in listed.list.items]
            yield (words[-3] if len(words) > 2 else "public", words[-2]), "policy"  # noqa: PLR2004 - schema, table, policy
