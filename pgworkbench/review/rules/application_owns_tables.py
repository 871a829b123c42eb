"""A role that both signs in and owns what it should be kept from.

What: a role that may log in, and is no superuser, owns tables under row-level security; or it owns a table while it
    was granted rights on tables of another owner, who was meant to keep it from more.
Why: an owner can switch row-level security off, drop the policies and the triggers, and grant anything to anyone; so
    what an attacker does as the application has no bound.
Wrong when: the database has one user and no tenants.
Source: PostgreSQL documentation, 5.9 and 5.8; requirement of an owner that cannot log in.

Bad:
    CREATE ROLE pgwb_example_clerk LOGIN;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    ALTER TABLE orders OWNER TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_owner NOLOGIN;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    ALTER TABLE orders OWNER TO pgwb_example_owner;
"""

from __future__ import annotations

from pgworkbench.catalog import Role
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Role, level=Level.WARNING, category=Category.SECURITY)
def application_owns_tables(subject: Subject, role: Role) -> Flaws:
    """A role with LOGIN that owns secured tables."""
    if not role.login or role.superuser:
        return
    own = [table for table in subject.tables if table.owner == role.name]
    others = (table for table in subject.tables if table.owner != role.name)
    is_kept_out = any(grant.grantee == role.name for table in others for grant in table.grants)
    owned = tuple(str(table.name) for table in own if table.row_security or is_kept_out)
    if owned:
        advice = "Give the tables to a role without LOGIN, and grant this one what it needs."
        yield Flaw(f"it may log in, and owns {', '.join(owned)}", advice=advice, details={"tables": owned})
