"""A foreign key that deletes children along with their parent, without a word on why.

What: ON DELETE CASCADE, and no comment on the constraint.
Why: one DELETE can empty half the database, and nobody reading it sees that; so a cascade is argued where it stands:
    the child means nothing without its parent, and how many go at once is known.
Wrong when: the team argues its cascades elsewhere.
Source: Bytebase and pgrubic CT001 forbid cascades outright; here a reason is enough.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE TABLE order_lines (
        order_id bigint REFERENCES orders ON DELETE CASCADE, line integer, PRIMARY KEY (order_id, line)
    );

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE TABLE order_lines (
        order_id bigint CONSTRAINT fk_order_lines_orders REFERENCES orders ON DELETE CASCADE,
        line integer, PRIMARY KEY (order_id, line)
    );
    COMMENT ON CONSTRAINT fk_order_lines_orders ON order_lines IS 'A line is part of its order; 200 lines at most.';
"""

from __future__ import annotations

from pgworkbench.catalog import Action, Constraint, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Constraint, level=Level.NOTICE, category=Category.KEYS)
def cascade_unargued(_: Subject, _table: Table, constraint: Constraint) -> Flaws:
    """ON DELETE CASCADE without a comment."""
    reference = constraint.reference
    if reference is None or reference.on_delete is not Action.CASCADE or without_directives(constraint.comment):
        return
    advice = "Say in a comment on the constraint why the rows go, and how many at once; or choose RESTRICT or SET NULL."
    yield Flaw(f"rows go when their {reference.table} row goes, and nothing says why", advice=advice)
