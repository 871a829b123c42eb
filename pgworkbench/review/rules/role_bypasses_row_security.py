"""A role that no policy holds for.

What: a role that is no superuser has BYPASSRLS, and was granted rights on tables under row-level security. A role
    whose comment argues it is let be.
Why: a connection as this role shows every tenant's rows, whatever the policies say; one leaked password is all of
    them.
Wrong when: a backup or an erasure must see all rows; say so in a comment on the role.
Source: PostgreSQL documentation, CREATE ROLE, BYPASSRLS; requirement that jobs pass by policies that are argued for.

Bad:
    CREATE ROLE pgwb_example_clerk BYPASSRLS;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    GRANT SELECT ON orders TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    GRANT SELECT ON orders TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import Role
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.privileges import granted
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Role, level=Level.WARNING, category=Category.SECURITY)
def role_bypasses_row_security(subject: Subject, role: Role) -> Flaws:
    """A role with BYPASSRLS and something to see by it."""
    if not role.bypass_rls or role.superuser or without_directives(role.comment):
        return
    reached = tuple(str(t.name) for t in subject.secured if any(g.grantee == role.name for g in granted(t)))
    if reached:
        fix = ddl("ALTER ROLE {role} NOBYPASSRLS;", role=role.name)
        yield Flaw(f"it sees every row of {', '.join(reached)}", fix, details={"tables": reached})
