"""A function that does not say what it does.

What: a function or procedure has no comment.
Why: a function in the database runs inside other people's statements; what it promises should be readable where it is.
Wrong when: it is generated together with what calls it.
Source: R-MIG-7; pg-index-health; tbls.

Bad:
    CREATE FUNCTION net(gross numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT gross / 1.2';

Good:
    CREATE FUNCTION net(gross numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT gross / 1.2';
    COMMENT ON FUNCTION net(numeric) IS 'The price before tax, at the usual rate.';
"""

from __future__ import annotations

from pgworkbench.catalog import Function
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Function, level=Level.NOTICE, category=Category.DOCUMENTATION)
def function_without_comment(_: Subject, function: Function) -> Flaws:
    """A routine on which nothing is said."""
    if not without_directives(function.comment):
        yield Flaw("it has no comment", advice="Say in a sentence what it promises to its caller.")
