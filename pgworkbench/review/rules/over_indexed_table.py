"""A table with more indexes than its writes can bear.

What: a table has more than twelve indexes (configurable), those of its keys included.
Why: each insert, and each update that is not heap-only, writes to every one of them; bloat and vacuum grow with them.
Wrong when: the table is loaded once and read for ever.
Source: pgrubic GN005 and Bytebase (index count limits); PostgreSQL documentation, 65.7 Heap-Only Tuples.

Bad:
    CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int, h int, i int, j int,
        k int, l int);
    CREATE INDEX ON facts (a); CREATE INDEX ON facts (b); CREATE INDEX ON facts (c); CREATE INDEX ON facts (d);
    CREATE INDEX ON facts (e); CREATE INDEX ON facts (f); CREATE INDEX ON facts (g); CREATE INDEX ON facts (h);
    CREATE INDEX ON facts (i); CREATE INDEX ON facts (j); CREATE INDEX ON facts (k); CREATE INDEX ON facts (l);

Good:
    CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int);
    CREATE INDEX ON facts (a, b); CREATE INDEX ON facts (c);
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.NOTICE, category=Category.INDEXES)
def over_indexed_table(subject: Subject, table: Table) -> Flaws:
    """A table with more indexes than the conventions allow."""
    count, most = len(table.indexes), subject.conventions.most_indexes
    if count > most:
        advice = "Measure each against the workload (bench), and drop those that no query chooses."
        yield Flaw(
            f"it has {count} indexes; more than {most} slow every write", advice=advice, details={"count": count}
        )
