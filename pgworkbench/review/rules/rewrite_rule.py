"""A rule where a trigger would do.

What: a table has a rewrite rule (CREATE RULE).
Why: a rule rewrites the statement and not the row: values are computed twice, RETURNING and row counts come out wrong,
    and nobody expects it.
Wrong when: it belongs to a view that an old tool made updatable.
Source: PostgreSQL wiki, Don't Do This, "Don't use rules".

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE RULE keep AS ON DELETE TO orders DO INSTEAD NOTHING;

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION $$orders are kept$$; END';
    CREATE TRIGGER keep BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION refuse();
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.DESIGN)
def rewrite_rule(_: Subject, table: Table) -> Flaws:
    """A table whose statements are rewritten."""
    if table.rules:
        names = tuple(one.name for one in table.rules)
        yield Flaw(f"statements on it are rewritten by {', '.join(names)}", advice="Make a trigger of what it does.")
