"""A migration that lets everybody in.

What: GRANT … TO PUBLIC in the way up, on anything but a type or a language.
Why: PUBLIC is every role that there is and will be, on this database and through every future account of the server.
Wrong when: the object is a function that anybody may call; then say so in a comment.
Source: CIS PostgreSQL Benchmark, 4 Authorization; PostgreSQL documentation, GRANT.

Bad:
    -- migrate:up
    GRANT SELECT ON orders TO PUBLIC;
    -- migrate:down
    SELECT 1;

Good:
    -- migrate:up
    GRANT SELECT ON orders TO pg_read_all_data;
    -- migrate:down
    SELECT 1;
"""

from __future__ import annotations

from postgast import pg_query_pb2 as tree

from pgworkbench.review import rule
from pgworkbench.review.finding import Level
from pgworkbench.review.migrations.reading import flaw
from pgworkbench.review.migrations.script import Script
from pgworkbench.review.rule import Category, Flaws

_OPEN_BY_NATURE = {tree.OBJECT_TYPE, tree.OBJECT_DOMAIN, tree.OBJECT_LANGUAGE}


@rule.check(Script, level=Level.WARNING, category=Category.MIGRATIONS)
def migration_grants_to_public(_: tuple[Script, ...], script: Script) -> Flaws:
    """GRANT to all roles."""
    for statement in script.up:
        if statement.kind != "grant_stmt" or not statement.node.is_grant:
            continue
        public = any(g.role_spec.roletype == tree.ROLESPEC_PUBLIC for g in statement.node.grantees)
        if public and statement.node.objtype not in _OPEN_BY_NATURE:
            yield flaw(script, statement, "it grants to every role there is", "Name the roles that need it.")
