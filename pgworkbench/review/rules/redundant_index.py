"""An index that is the beginning of another.

What: the keys of a plain B-tree index are the first keys of another B-tree index, in the same order, with the same
    condition, and the other holds its included columns too.
Why: the longer one serves its queries as well; the shorter costs a write each time a row comes, and room in memory.
Wrong when: the shorter one is much smaller and is read so often that its size tells; measure it.
Source: pg-index-health (intersected indexes); PostgreSQL documentation, 11.3 Multicolumn Indexes.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint NOT NULL, placed_on date NOT NULL);
    CREATE INDEX a ON orders (shop);
    CREATE INDEX b ON orders (shop, placed_on);

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, shop bigint NOT NULL, placed_on date NOT NULL);
    CREATE INDEX b ON orders (shop, placed_on);
"""

from __future__ import annotations

from pgworkbench.catalog import Index, IndexKey, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, quoted
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.WARNING, category=Category.INDEXES)
def redundant_index(_: Subject, table: Table, index: Index) -> Flaws:
    """A plain index that a longer one makes needless."""
    if index.unique or index.method != "btree" or not index.valid:
        return
    if any(_is_twin(index, other) for other in table.indexes):
        return  # duplicate-index tells of it
    longer = next((other for other in table.indexes if _begins(index, other)), None)
    if longer is not None:
        fix = ddl("DROP INDEX {index};", index=Name(table.name.schema, index.name))
        yield Flaw(f"{quoted(longer.name)} begins with its keys", fix, details={"longer": longer.name})


def _is_twin(index: Index, other: Index) -> bool:
    """Whether the other has the same keys, and would be kept of the two."""
    if len(other.keys) != len(index.keys) or not (other.unique or other.name < index.name):
        return False
    same = all(_shape(own) == _shape(far) for own, far in zip(index.keys, other.keys, strict=True))
    return same and (other.method, other.predicate) == (index.method, index.predicate) and _includes(index, other)


def _includes(index: Index, other: Index) -> bool:
    return set(index.include) == set(other.include)


def _begins(index: Index, other: Index) -> bool:
    """Whether the other is the longer one, and holds all that this one holds."""
    if other.method != "btree" or not other.valid or other.predicate != index.predicate:
        return False
    if len(other.keys) <= len(index.keys):
        return False
    same = all(_shape(own) == _shape(far) for own, far in zip(index.keys, other.keys, strict=False))
    return same and set(index.include) <= {*other.columns, *other.include}


def _shape(key: IndexKey) -> object:
    return key.expression, key.opclass, key.descending, key.nulls_first, key.collation
