"""Row-level security with nothing that lets a row through.

What: row-level security is enabled on a table that has no permissive policy.
Why: everyone but those who pass by sees no row and can write none; it looks like an empty table, and not like an
    error.
Wrong when: the table is meant for its owner's functions alone; then revoke the grants and say so in a comment.
Source: PostgreSQL documentation, 5.9 ("a default-deny policy"); splinter 0008.

Bad:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY);
    GRANT SELECT ON orders TO pgwb_example_clerk;
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    GRANT SELECT ON orders TO pgwb_example_clerk;
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders FOR SELECT USING (owner = current_user);
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.privileges import granted
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.SECURITY)
def row_security_without_policy(_: Subject, table: Table) -> Flaws:
    """A table that others may use by its grants, and that no policy opens."""
    if not table.row_security or any(policy.permissive for policy in table.policies):
        return
    roles = tuple(sorted({grant.grantee for grant in granted(table)}))
    if roles:
        advice = "Add a policy for them, or revoke their grants."
        yield Flaw(f"{', '.join(roles)} may use it, and no policy lets a row through", advice=advice)
