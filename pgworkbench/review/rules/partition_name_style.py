"""Partitions whose names do not say of what.

What: the name of a partition does not begin with its parent's, as `{table}_*` says (configurable). Reported at the
    parent, for all of them together.
Why: a plan lists partitions by name; one that is called `old_data` is searched for in vain.
Wrong when: a table keeps the name that it had before it was attached.
Source: R-NAME.

Bad:
    CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY) PARTITION BY RANGE (at);
    CREATE TABLE old_data PARTITION OF visits DEFAULT;

Good:
    CREATE TABLE visits (at timestamptz CONSTRAINT visits_at_primary_constraint PRIMARY KEY) PARTITION BY RANGE (at);
    CREATE TABLE visits_p2026_11 PARTITION OF visits FOR VALUES FROM ('2026-11-01 00:00+0') TO ('2026-12-01 00:00+0');
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import filled, fits, snake_case
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.NOTICE, category=Category.NAMES)
def partition_name_style(subject: Subject, table: Table) -> Flaws:
    """A partitioned table with partitions named otherwise than by template."""
    template, parent = subject.conventions.templates.partition, table.name.name
    odd = [leaf for leaf in subject.leaves(table) if not fits(template, leaf.name.name, table=parent)]
    if odd:
        fix = "\n".join(
            ddl(
                "ALTER TABLE {leaf} RENAME TO {name};",
                leaf=leaf.name,
                name=filled(template.replace("*", snake_case(leaf.name.name)), table=parent),
            )
            for leaf in odd
        )
        names = tuple(str(leaf.name) for leaf in odd)
        yield Flaw(f"partitions are called {', '.join(names)}", fix, details={"partitions": names})
