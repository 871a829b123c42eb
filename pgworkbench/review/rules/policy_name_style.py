"""A policy whose name does not say whose rows it lets through.

What: the name is not `{table}_{whose}_policy` (configurable).
Why: policies are listed by name, and a table with several is only understood if each says whose rows it is about.
Wrong when: a tool names its policies itself.
Source: R-NAME.

Bad:
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, owner name NOT NULL
    );
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY mine ON orders USING (owner = current_user) WITH CHECK (owner = current_user);

Good:
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, owner name NOT NULL
    );
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY orders_own_policy ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
"""

from __future__ import annotations

from pgworkbench.catalog import Policy, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import filled, fits, snake_case, starred
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Policy, level=Level.NOTICE, category=Category.NAMES)
def policy_name_style(subject: Subject, table: Table, policy: Policy) -> Flaws:
    """A policy named otherwise than by template."""
    template = subject.conventions.templates.policy
    if fits(template, policy.name, table=table.name.name):
        return
    wanted = filled(starred(template, snake_case(policy.name)), table=table.name.name)
    fix = ddl("ALTER POLICY {old} ON {table} RENAME TO {new};", old=policy.name, table=table.name, new=wanted)
    yield Flaw(f"its name does not follow {template}", fix, details={"wanted": wanted})
