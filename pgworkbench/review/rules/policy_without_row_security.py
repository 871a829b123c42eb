"""A policy that is not in force.

What: a table has policies, and row-level security is disabled on it.
Why: whoever reads the policy believes that it holds; every row is shown all the same.
Wrong when: policies are prepared in one migration and switched on in the next.
Source: PostgreSQL documentation, 5.9; splinter 0007.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.ERROR, category=Category.SECURITY)
def policy_without_row_security(_: Subject, table: Table) -> Flaws:
    """Policies on a table where none is asked."""
    if table.policies and not table.row_security:
        fix = ddl("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;", table=table.name)
        names = tuple(policy.name for policy in table.policies)
        yield Flaw(f"its policies ({', '.join(names)}) are not in force", fix, details={"policies": names})
