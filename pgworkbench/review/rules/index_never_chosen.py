"""An index that the planner does not choose for what it claims to serve.

What: an index claims queries of the workload, its table has a thousand rows (configurable), and with parameters drawn
    from them no plan of these queries has it, not even where sequential scans are made dear. BRIN is let be: it comes
    into its own with far more rows; and so is a unique index, which is a rule in the first place.
Why: it is paid for with every write, and the queries that it is there for are answered by something else.
Wrong when: the rows at hand are few or unlike production; then measure it with `bench` on more.
Source: requirement R-CHK-2; PostgreSQL documentation, 11.12 Examining Index Usage.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL, note text NOT NULL);
    CREATE INDEX orders_note_btree_idx ON orders (note); -- serves: orders_by_day
    INSERT INTO orders SELECT n, date '2026-01-01' + (n / 100)::int, 'x' FROM generate_series(1, 2000) AS n;
    -- query 90/h orders_by_day: SELECT id FROM orders WHERE placed_on = '2026-01-05'

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL, note text NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on); -- serves: orders_by_day
    INSERT INTO orders SELECT n, date '2026-01-01' + (n / 100)::int, 'x' FROM generate_series(1, 2000) AS n;
    -- query 90/h orders_by_day: SELECT id FROM orders WHERE placed_on = '2026-01-05'
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.claims import FOREIGN_KEY, claims_of
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.plans import indexes_chosen
from pgworkbench.review.rows import count
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES, needs=[Need.CLAIMS, Need.WORKLOAD, Need.ROWS])
def index_never_chosen(subject: Subject, table: Table, index: Index) -> Flaws:
    """A claim that the planner does not share."""
    claims = claims_of(subject, table, index)
    if (
        subject.workload is None
        or index.method == "brin"
        or index.unique
        or index.constraint is not None
        or FOREIGN_KEY in claims
    ):
        return
    queries = [query for query in subject.workload.queries if query.name in claims]
    if not queries or (count(subject, table) or 0) < subject.conventions.fewest_rows:
        return
    plans = [indexes_chosen(subject, query) for query in queries]
    if all(chosen is not None and index.name not in chosen for chosen in plans):
        others = sorted({name for chosen in plans for name in chosen or ()})
        advice = "Measure it with `bench`; drop it, if it is worth nothing."
        names = ", ".join(query.name for query in queries)
        yield Flaw(f"{names}: the planner takes {', '.join(others) or 'no index'} instead", advice=advice)
