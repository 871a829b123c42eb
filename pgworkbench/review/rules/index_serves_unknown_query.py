"""An index that is there for a query which nobody asks.

What: an index claims to serve a query that the workload does not know.
Why: either the query was renamed or dropped, and the index is paid for at every write for nothing; or the workload is
    not whole, and nothing measured on it can be trusted.
Wrong when: never; `foreign key` is a claim that needs no query.
Source: requirement R-CHK-2 (indexes serve the most common queries).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on); -- serves: orders_of_last_century

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on); -- serves: orders_by_day
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.claims import FOREIGN_KEY, claims_of
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.WARNING, category=Category.INDEXES, needs=[Need.CLAIMS, Need.WORKLOAD])
def index_serves_unknown_query(subject: Subject, table: Table, index: Index) -> Flaws:
    """A claim that names no query of the workload."""
    if subject.workload is None:
        return
    known = {query.name for query in subject.workload.queries}
    unknown = tuple(name for name in claims_of(subject, table, index) if name not in known and name != FOREIGN_KEY)
    if unknown:
        advice = "Correct the claim, add the query to the workload, or drop the index."
        yield Flaw(f"the workload has no {', '.join(unknown)}", advice=advice, details={"queries": unknown})
