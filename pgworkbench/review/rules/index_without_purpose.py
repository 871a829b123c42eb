"""An index that does not say what it is for.

What: an index that stands behind no constraint, is not unique, and claims to serve neither a query nor a foreign key.
Why: nobody dares to drop it, and nobody knows whether it still helps.
Wrong when: claims are not kept for indexes here (then hand over none).
Source: requirement R-CHK-2; R-MIG-7 (each file names the queries that it serves).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on);

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on); -- serves: orders_by_day
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.claims import claims_of
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES, needs=[Need.CLAIMS])
def index_without_purpose(subject: Subject, table: Table, index: Index) -> Flaws:
    """A plain index without a claim."""
    if index.unique or index.constraint is not None or claims_of(subject, table, index):
        return
    yield Flaw("it says of no query that it serves it", advice="Name the queries that it is there for, or drop it.")
