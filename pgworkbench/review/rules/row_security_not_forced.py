"""Row-level security that does not hold for the table's owner.

What: row-level security is enabled and not forced.
Why: the owner passes by every policy, and so does each function that runs with the owner's rights, each view of the
    owner's, and the application on the day it connects as the owner.
Wrong when: the owner is meant to see all rows, for instance to erase or to migrate them.
Source: PostgreSQL documentation, ALTER TABLE, FORCE ROW LEVEL SECURITY; pgrls.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
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


@rule.check(Table, level=Level.WARNING, category=Category.SECURITY)
def row_security_not_forced(_: Subject, table: Table) -> Flaws:
    """ENABLE without FORCE."""
    if table.row_security and not table.force_row_security:
        fix = ddl("ALTER TABLE {table} FORCE ROW LEVEL SECURITY;", table=table.name)
        yield Flaw(f"its owner {table.owner} passes by the policies", fix, details={"owner": table.owner})
