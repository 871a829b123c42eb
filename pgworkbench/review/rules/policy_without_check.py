"""A policy that does not say what may be written.

What: a permissive policy for ALL or UPDATE has USING and no WITH CHECK. One whose USING is always true is left to
    policy-always-true.
Why: USING then stands in for it, which is right as long as both are the same; whoever loosens USING to let rows be
    read lets them be written too, and does not see it.
Wrong when: both are the same and will stay so.
Source: PostgreSQL documentation, CREATE POLICY; pgrls (missing WITH CHECK).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user);

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
"""

from __future__ import annotations

from pgworkbench.catalog import Policy, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.expression import without_parentheses
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Policy, level=Level.NOTICE, category=Category.SECURITY)
def policy_without_check(_: Subject, table: Table, policy: Policy) -> Flaws:
    """A policy for writes that leaves WITH CHECK to USING."""
    if policy.using is None or without_parentheses(policy.using).lower() == "true":
        return
    if policy.permissive and policy.command in {"ALL", "UPDATE"} and policy.check is None:
        fix = ddl(
            "ALTER POLICY {name} ON {table} WITH CHECK ({using});",
            name=policy.name,
            table=table.name,
            using=printed(policy.using),
        )
        yield Flaw("what may be written is left to USING", fix)
