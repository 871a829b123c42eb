"""Money that is only about right.

What: a column of type money, or one named as an amount of it (price, amount, cost, fee, balance, salary, revenue,
    budget, total, or ending so) of type real or double precision.
Why: 0.1 + 0.2 is not 0.3 in binary fractions, so sums are off by cents that an auditor finds; the type money takes its
    currency and its decimals from a setting of the server.
Wrong when: the figure is an estimate that nobody adds up, or no money at all in spite of its name.
Source: PostgreSQL documentation, 8.1.3 ("inexact") and 8.2; PostgreSQL wiki, Don't Do This, "Don't use money"; pgrubic
    TP006.

Bad:
    CREATE TABLE invoices (id bigint PRIMARY KEY, amount double precision NOT NULL);

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


@rule.check(Column, level=Level.ERROR, category=Category.TYPES)
def money_as_float(subject: Subject, table: Table, column: Column) -> Flaws:
    """An amount of money in a type that cannot hold cents exactly."""
    base = subject.base_type(column)
    inexact = base in {"real", "double precision"} and ends_with_word(column.name, subject.conventions.money_words)
    if not (inexact or base == "money") or column.generated:
        return
    if subject.domain(column) is not None:
        yield Flaw(f"it is of type {base}", advice="Make its domain one over numeric, with the scale of the currency.")
        return
    fix = ddl(
        "ALTER TABLE {table} ALTER COLUMN {column} TYPE numeric(14, 2) USING {column}::numeric(14, 2);",
        table=table.name,
        column=column.name,
    )
    yield Flaw(f"it is of type {base}", fix, "Two decimals suit most currencies; some have none, some three.")
