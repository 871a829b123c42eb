"""A materialized view that shows what policies hide.

What: a materialized view reads a table under row-level security (through views too), and is granted to others than its
    owner.
Why: it holds the rows that its owner saw when it was refreshed, of every tenant, and policies cannot be put on it.
Wrong when: it holds only totals that everybody may know.
Source: tried on PostgreSQL 16 and 18; splinter 0016; PostgreSQL documentation, 39.3.

Bad:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    CREATE MATERIALIZED VIEW order_counts AS SELECT owner, count(*) FROM orders GROUP BY owner;
    GRANT SELECT ON order_counts TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    CREATE MATERIALIZED VIEW order_counts AS SELECT owner, count(*) FROM orders GROUP BY owner;
    CREATE VIEW own_order_counts AS SELECT * FROM order_counts WHERE owner = current_user;
    GRANT SELECT ON own_order_counts TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import TableKind
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, grantees
from pgworkbench.review.finding import Flaw, Kind, Level, ObjectName
from pgworkbench.review.privileges import granted
from pgworkbench.review.reading import tables_read
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Subject, level=Level.ERROR, category=Category.SECURITY)
def materialized_view_bypasses_policies(subject: Subject) -> Flaws:
    """Every materialized view of secured rows that others may query."""
    for view in subject.views:
        roles = tuple(sorted({grant.grantee for grant in granted(view)}))
        if view.kind is not TableKind.MATERIALIZED_VIEW or not roles:
            continue
        names = tuple(str(table.name) for table in tables_read(subject, view) if table.row_security)
        if names:
            fix = ddl("REVOKE ALL ON {view} FROM {roles};", view=view.name, roles=grantees(roles))
            message = f"{', '.join(roles)} may read rows of {', '.join(names)} in it, whosever they are"
            advice = "Show it through a view that states whose rows it shows."
            yield Flaw(message, fix, advice, ObjectName(Kind.VIEW, view.name), {"tables": names})
