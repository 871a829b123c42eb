"""A view that does not say what it shows.

What: a view or materialized view has no comment.
Why: a view is an answer to a question; without the question, nobody knows whether it is still the right one.
Wrong when: never; one sentence will do.
Source: R-MIG-7; tbls.

Bad:
    CREATE VIEW today AS SELECT current_date AS day;

Good:
    CREATE VIEW today AS SELECT current_date AS day;
    COMMENT ON VIEW today IS 'The day in the session''s time zone, for reports that run at night.';
"""

from __future__ import annotations

from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Kind, Level, ObjectName
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Subject, level=Level.NOTICE, category=Category.DOCUMENTATION)
def view_without_comment(subject: Subject) -> Flaws:
    """Every view on which nothing is said."""
    for view in subject.views:
        if not without_directives(view.comment):
            advice = "Say in a sentence which question it answers."
            yield Flaw("it has no comment", advice=advice, about=ObjectName(Kind.VIEW, view.name))
