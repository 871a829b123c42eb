"""A rule of the business that does not say which one it is.

What: a check constraint over two or more columns, or an exclusion constraint, has no comment.
Why: such a constraint is a decision that somebody took; an error that names it should lead to the reason.
Wrong when: its name says all there is to say.
Source: R-MIG-7 (comments at complex constraints and rules).

Bad:
    CREATE TABLE offers (
        id bigint PRIMARY KEY, starts_on date NOT NULL, ends_on date NOT NULL, CHECK (starts_on <= ends_on)
    );
    COMMENT ON TABLE offers IS 'Lower prices for some days.';

Good:
    CREATE TABLE offers (
        id bigint PRIMARY KEY, starts_on date NOT NULL, ends_on date NOT NULL,
        CONSTRAINT ends_after_start CHECK (starts_on <= ends_on)
    );
    COMMENT ON TABLE offers IS 'Lower prices for some days.';
    COMMENT ON CONSTRAINT ends_after_start ON offers IS 'An offer of one day starts and ends on it.';
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Constraint, level=Level.NOTICE, category=Category.DOCUMENTATION)
def check_without_comment(_: Subject, _table: Table, constraint: Constraint) -> Flaws:
    """A constraint that ties columns together, and does not say why."""
    is_rule = constraint.kind is ConstraintKind.CHECK and len(constraint.columns) > 1
    if (is_rule or constraint.kind is ConstraintKind.EXCLUDE) and not without_directives(constraint.comment):
        yield Flaw("it has no comment", advice="Say in a sentence which rule of the business it keeps.")
