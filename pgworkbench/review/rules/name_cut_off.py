"""A name that the server has cut off.

What: the name of a table, or of a column, index, constraint or trigger of it, has exactly 63 bytes, and does not end
    as a template says or with a digest.
Why: PostgreSQL cuts longer names with a mere notice; two that differ behind the 63rd byte collide, and no migration
    finds the name that it was given.
Wrong when: a name has 63 bytes by chance.
Source: PostgreSQL documentation, 4.1.1 (NAMEDATALEN); squawk identifier-too-long.

Bad:
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
        the_number_under_which_the_customer_has_this_order_in_his_own_system_of_books text
    );

Good:
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
        customers_number text
    );
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import LIMIT
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_SHORTENED_BY_RULE = re.compile(r"_(?:[0-9a-f]{4,}|idx|constraint|trigger|policy|enum)$|_[0-9a-f]{4,}_\w+$")


@rule.check(Table, level=Level.NOTICE, category=Category.NAMES)
def name_cut_off(_: Subject, table: Table) -> Flaws:
    """A table with names that look as if they had been longer."""
    cut = tuple(name for name in _names(table) if len(name.encode()) == LIMIT and not _SHORTENED_BY_RULE.search(name))
    if cut:
        yield Flaw(
            f"{', '.join(cut)} is as long as a name can be", advice="Give it a name that fits.", details={"names": cut}
        )


def _names(table: Table) -> Iterator[str]:
    yield table.name.name
    yield from (column.name for column in table.columns if not column.inherited)
    yield from (index.name for index in table.indexes if index.constraint is None)
    yield from (constraint.name for constraint in table.constraints if not constraint.inherited)
    yield from (trigger.name for trigger in table.triggers)
