"""A table's name that is not plural snake_case.

What: the name has other letters than a to z, digits and underscores, or its last word is not a plural.
Why: a name with upper case or blanks must be quoted for ever; and with one habit nobody has to look up whether it was
    `order` (a reserved word) or `orders`.
Wrong when: the team's habit is the singular (turn `plural_tables` off), or the last word has no plural.
Source: R-NAME; pgrubic NM; SchemaCrawler; schemalint.

Bad:
    CREATE TABLE "OrderLine" (id bigint CONSTRAINT "OrderLine_id_primary_constraint" PRIMARY KEY);

Good:
    CREATE TABLE order_lines (
        id bigint CONSTRAINT order_lines_id_primary_constraint PRIMARY KEY
    );
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.english import is_plural
from pgworkbench.review.expression import plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import MIXED_CASE, SNAKE_CASE, snake_case
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.NOTICE, category=Category.NAMES)
def table_name_style(subject: Subject, table: Table) -> Flaws:
    """A table that is not called by plural words in lower case."""
    name = table.name.name
    if subject.conventions.mixed_case:
        style, case = MIXED_CASE, "of letters, digits and _"
    else:
        style, case = SNAKE_CASE, "snake_case"
    if style.fullmatch(name) is None:
        fix = ddl("ALTER TABLE {table} RENAME TO {name};", table=table.name, name=snake_case(name))
        yield Flaw(f"its name is not {case}", fix, "Renaming breaks who uses the old name: leave a view behind.")
    elif subject.conventions.plural_tables and not is_plural(plain(name)):
        yield Flaw("its last word is not a plural", advice="Rename it, or add the word to the plurals that are known.")
