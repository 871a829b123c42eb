"""A view that shows what policies hide.

What: a view without security_invoker reads a table under row-level security, its owner passes by the policies of that
    table, and the view is granted to others. Views that read through other views are followed.
Why: a view reads with its owner's eyes: whoever may query it sees every tenant's rows.
Wrong when: the view states the tenant itself, or shows only what everybody may know.
Source: tried on PostgreSQL 16 and 18 (a plain view showed both tenants' rows); PostgreSQL documentation, CREATE VIEW;
    splinter 0010.

Bad:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    CREATE VIEW order_list AS SELECT id FROM orders;
    GRANT SELECT ON order_list TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (owner = current_user) WITH CHECK (owner = current_user);
    CREATE VIEW order_list WITH (security_invoker = true) AS SELECT id FROM orders;
    GRANT SELECT ON order_list, orders TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import TableKind
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Kind, Level, ObjectName
from pgworkbench.review.privileges import granted, passes_by_policies
from pgworkbench.review.reading import is_invoker, tables_read
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Subject, level=Level.ERROR, category=Category.SECURITY)
def view_bypasses_policies(subject: Subject) -> Flaws:
    """Every view that others may query, and that reads past policies."""
    for view in subject.views:
        if view.kind is not TableKind.VIEW or is_invoker(view) or not any(granted(view)):
            continue
        shown = [t for t in tables_read(subject, view) if t.row_security and passes_by_policies(subject, view.owner, t)]
        if shown:
            names = tuple(str(table.name) for table in shown)
            fix = ddl("ALTER VIEW {view} SET (security_invoker = true);", view=view.name)
            message = f"it reads {', '.join(names)} as {view.owner}, past the policies"
            advice = f"Whoever queries it then needs SELECT on {', '.join(names)}."
            yield Flaw(message, fix, advice, ObjectName(Kind.VIEW, view.name), {"tables": names})
