"""Money with any number of decimals.

What: a column named as an amount of money is numeric without precision and scale.
Why: 9.999 and 9.99999999 are both let in, so what is stored is not what is shown, and sums do not agree with their
    parts.
Wrong when: prices per unit need more decimals than the currency has, and differ in how many.
Source: requirement of numeric(p, s) for money; pg-index-health (numeric without scale); pgrubic TP011.

Bad:
    CREATE TABLE invoices (id bigint PRIMARY KEY, amount numeric NOT NULL);

Good:
    CREATE TABLE invoices (id bigint PRIMARY KEY, amount numeric(12, 2) NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import ends_with_word
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.NOTICE, category=Category.TYPES)
def numeric_without_scale(subject: Subject, table: Table, column: Column) -> Flaws:
    """An amount of money as bare numeric."""
    if subject.base_type(column) != "numeric" or column.generated or subject.domain(column) is not None:
        return
    if ends_with_word(column.name, subject.conventions.money_words):
        fix = ddl(
            "ALTER TABLE {table} ALTER COLUMN {column} TYPE numeric(14, 2);", table=table.name, column=column.name
        )
        yield Flaw("it takes any number of decimals", fix, "Values with more decimals are rounded by this.")
