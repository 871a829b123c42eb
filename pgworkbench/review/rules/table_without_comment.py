"""A table that does not say what it holds.

What: a table has no comment.
Why: what one row stands for, and since when, is known to whoever made it; the comment is where every tool shows it to
    the others.
Wrong when: never; one sentence will do.
Source: R-MIG-7; SchemaCrawler, pg-index-health, tbls and Bytebase ask for it.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    COMMENT ON TABLE orders IS 'What a customer asked us to send, once paid.';
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives


@rule.check(Table, level=Level.NOTICE, category=Category.DOCUMENTATION)
def table_without_comment(_: Subject, table: Table) -> Flaws:
    """A table on which nothing is said."""
    if not without_directives(table.comment):
        yield Flaw("it has no comment", advice="Say in a sentence what one row of it stands for.")
