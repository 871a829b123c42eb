"""A tenant's table without row-level security.

What: a table with the tenant column has row-level security disabled.
Why: one query that forgets its WHERE shows every tenant's rows to one of them; the database is the only place where
    that cannot be forgotten.
Wrong when: tenants are kept apart by databases or schemas of their own.
Source: requirement that the database enforces tenant isolation; PostgreSQL documentation, 5.9; splinter 0013; pgrls.

Bad:
    CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));

Good:
    CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
"""

from __future__ import annotations

from collections import Counter

from pgworkbench.catalog import Policy, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, grantees, printed
from pgworkbench.review.expression import mentions
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import policy_name
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.ERROR, category=Category.SECURITY, needs=[Need.TENANT])
def row_security_off(subject: Subject, table: Table) -> Flaws:
    """A table whose rows belong to tenants, open to whoever may read it."""
    if table.row_security or table.policies or not subject.has_tenant(table):
        return
    usual = _usual_policy(subject)
    switch = ddl("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;", table=table.name)
    if usual is None or usual.using is None:
        advice = f"{switch} Then add a policy that compares {subject.tenant} with who acts."
        yield Flaw("row-level security is off", advice=advice)
        return
    policy = ddl(
        "CREATE POLICY {name} ON {table} TO {roles} USING ({using}) WITH CHECK ({using});",
        name=policy_name(subject, table, "tenant"),
        table=table.name,
        roles=grantees(usual.roles),
        using=printed(usual.using),
    )
    yield Flaw("row-level security is off", f"{switch}\n{policy}")


def _usual_policy(subject: Subject) -> Policy | None:
    """What most other tenants' tables compare the tenant with."""
    policies = [
        policy
        for table in subject.secured
        for policy in table.policies
        if policy.permissive and policy.command == "ALL" and mentions(policy.using, subject.tenant or "")
    ]
    counts = Counter((policy.using, policy.roles) for policy in policies)
    return max(policies, key=lambda one: (counts[one.using, one.roles], one.using or ""), default=None)
