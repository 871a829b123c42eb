"""A policy that lets everything through.

What: a permissive policy whose USING or WITH CHECK is simply true. Reading for all on a table without tenants is let
    be, and so is a policy for named roles that a comment argues.
Why: permissive policies are joined by OR, so one that is always true switches off all the others.
Wrong when: a job's role must see every tenant; then name the role in the policy and argue it in a comment on the
    policy.
Source: splinter 0024; pgrls; PostgreSQL documentation, CREATE POLICY.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY open ON orders USING (true) WITH CHECK (true);

Good:
    CREATE TABLE countries (code text PRIMARY KEY);
    ALTER TABLE countries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY open ON countries FOR SELECT USING (true);
"""

from __future__ import annotations

from pgworkbench.catalog import Policy, Table
from pgworkbench.review import rule
from pgworkbench.review.expression import without_parentheses
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Policy, level=Level.ERROR, category=Category.SECURITY)
def policy_always_true(subject: Subject, table: Table, policy: Policy) -> Flaws:
    """A policy that asks nothing."""
    halves = [("USING", policy.using), ("WITH CHECK", policy.check)]
    open_halves = [word for word, half in halves if half is not None and without_parentheses(half) == "true"]
    if not open_halves or not policy.permissive:
        return
    if policy.command == "SELECT" and not subject.has_tenant(table):
        return
    if "PUBLIC" not in policy.roles and without_directives(policy.comment):
        return
    advice = "Say which rows it lets through; or name its roles and argue it in a comment on the policy."
    yield Flaw(f"its {' and '.join(open_halves)} lets every row through", advice=advice)
