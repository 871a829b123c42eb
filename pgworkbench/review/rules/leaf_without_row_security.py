"""A partition that shows what its parent hides.

What: a table is under row-level security, one of its partitions is not, and somebody but the owner was granted rights
    on that partition itself.
Why: the parent's policies hold for queries to the parent only; the partition is a table of its own, and shows every
    row.
Wrong when: never.
Source: tried on PostgreSQL 16 and 18 (a leaf queried directly showed both tenants' rows); PostgreSQL documentation,
    5.12.2.

Bad:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE visits (at timestamptz PRIMARY KEY, owner name NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE visits_all PARTITION OF visits DEFAULT;
    ALTER TABLE visits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON visits USING (owner = current_user) WITH CHECK (owner = current_user);
    GRANT SELECT ON visits, visits_all TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE visits (at timestamptz PRIMARY KEY, owner name NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE visits_all PARTITION OF visits DEFAULT;
    ALTER TABLE visits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON visits USING (owner = current_user) WITH CHECK (owner = current_user);
    GRANT SELECT ON visits TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, grantees
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.privileges import granted
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.ERROR, category=Category.SECURITY)
def leaf_without_row_security(subject: Subject, table: Table) -> Flaws:
    """A secured table with partitions that others may read directly."""
    if not table.row_security:
        return
    leaves = [leaf for leaf in subject.leaves(table) if not leaf.row_security and any(granted(leaf))]
    if leaves:
        fix = "\n".join(
            ddl(
                "REVOKE ALL ON {leaf} FROM {roles};",
                leaf=leaf.name,
                roles=grantees(tuple(sorted({grant.grantee for grant in granted(leaf)}))),
            )
            for leaf in leaves
        )
        names = tuple(str(leaf.name) for leaf in leaves)
        yield Flaw(f"{', '.join(names)} can be read past its policies", fix, details={"partitions": names})
