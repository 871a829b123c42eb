"""A role that may empty a table past its policies and triggers.

What: TRUNCATE on a table, or on one of its partitions, is granted to another role than its owner.
Why: row-level security does not apply to TRUNCATE, row triggers do not fire for it, and so one statement takes the
    rows of every tenant and leaves no audit record. GRANT ALL grants it.
Wrong when: a staging table without policies is emptied by the role that loads it.
Source: PostgreSQL documentation, 5.9 Row Security Policies ("operations that apply to the whole table, such as
    TRUNCATE ... are not subject to row security"); tried on 16 and 18.

Bad:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY);
    GRANT ALL ON orders TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY);
    GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, grantees
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.privileges import holders
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.SECURITY)
def truncate_granted(subject: Subject, table: Table) -> Flaws:
    """A table that somebody but its owner may truncate, itself or a part of it."""
    places = [(part, roles) for part in (table, *subject.leaves(table)) if (roles := holders(part, "TRUNCATE"))]
    if places:
        fix = "\n".join(
            ddl("REVOKE TRUNCATE ON {table} FROM {roles};", table=part.name, roles=grantees(roles))
            for part, roles in places
        )
        roles = tuple(sorted({one for _, several in places for one in several}))
        yield Flaw(f"{', '.join(roles)} may truncate it", fix, details={"roles": roles})
