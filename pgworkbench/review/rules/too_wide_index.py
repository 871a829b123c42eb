"""An index with more keys than a search uses.

What: an index has more than five keys (configurable) that order or find rows; included columns do not count.
Why: a B-tree search goes by the leading keys that the query fixes; keys behind a range only make it larger.
Wrong when: it stands for a rule (a unique or exclusion constraint, which are left out), or for a fixed sort order.
Source: pgrubic GN005; PostgreSQL documentation, 11.3 ("more than three columns are unlikely to be helpful").

Bad:
    CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int);
    CREATE INDEX ON facts (a, b, c, d, e, f);

Good:
    CREATE TABLE facts (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int);
    CREATE INDEX ON facts (a, b) INCLUDE (c, d, e, f);
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.NOTICE, category=Category.INDEXES)
def too_wide_index(subject: Subject, _table: Table, index: Index) -> Flaws:
    """A B-tree with more keys than the conventions allow."""
    if index.unique or index.method != "btree" or index.constraint is not None:
        return
    keys = [column for column in index.columns if column != subject.tenant]
    if len(keys) > subject.conventions.most_index_keys:
        advice = "Keep the keys that queries fix or sort by, and INCLUDE the rest if an index-only scan needs them."
        yield Flaw(f"it has {len(keys)} keys", advice=advice, details={"keys": len(keys)})
