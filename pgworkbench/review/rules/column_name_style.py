"""A column's name that is not snake_case.

What: the name has other letters than a to z, digits and underscores, or begins with a digit.
Why: such a name must be quoted in every query for ever, and is misspelt in the first that does not.
Wrong when: the names are another system's, and are generated into code from there.
Source: R-NAME; pgrubic NM; PostgreSQL documentation, 4.1.1 (folding to lower case).

Bad:
    CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, "placedOn" date NOT NULL);

Good:
    CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, placed_on date NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import MIXED_CASE, SNAKE_CASE, snake_case
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.NOTICE, category=Category.NAMES)
def column_name_style(subject: Subject, table: Table, column: Column) -> Flaws:
    """A column that is not called by words in lower case."""
    style = MIXED_CASE if subject.conventions.mixed_case else SNAKE_CASE
    if style.fullmatch(column.name) is not None:
        return
    wanted = snake_case(column.name)
    if any(other.name == wanted for other in table.columns):
        yield Flaw("its name is not snake_case", advice=f"There is a {wanted} already: find each a name of its own.")
        return
    fix = ddl(
        "ALTER TABLE {table} RENAME COLUMN {column} TO {wanted};", table=table.name, column=column.name, wanted=wanted
    )
    yield Flaw("its name is not snake_case", fix)
