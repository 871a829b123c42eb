"""Two indexes that are the same.

What: an index has the method, keys, order, condition and included columns of another; of the two, the one that no
    constraint needs is reported, else the later by name. A plain index beside a unique one of the same keys is found
    too.
Why: every write pays for both, and no query is served that one of them would not serve.
Wrong when: one of them is being built to replace the other.
Source: splinter 0009; pg-index-health (duplicated indexes); SchemaCrawler.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX a ON orders (placed_on);
    CREATE INDEX b ON orders (placed_on);

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX a ON orders (placed_on);
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, quoted
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, index_of


@rule.check(Table, level=Level.WARNING, category=Category.INDEXES)
def duplicate_index(subject: Subject, table: Table) -> Flaws:
    """An index that holds what an earlier one holds."""
    seen: dict[object, Index] = {}
    needed_first = sorted(
        table.indexes, key=lambda one: (not _is_needed(subject, table, one), not one.unique, one.name)
    )
    for index in needed_first:
        twin = seen.setdefault(_shape(index), index)
        if twin is index or (index.unique and not twin.unique):
            continue
        if index.constraint is None:
            fix = ddl("DROP INDEX {index};", index=Name(table.name.schema, index.name))
        else:
            fix = ddl("ALTER TABLE {table} DROP CONSTRAINT {name};", table=table.name, name=index.constraint)
        advice = "Foreign keys refer to both: move them to one first." if _is_needed(subject, table, index) else ""
        yield Flaw(f"{quoted(twin.name)} holds the same", "" if advice else fix, advice, index_of(table, index))


def _is_needed(subject: Subject, table: Table, index: Index) -> bool:
    """Whether it is a key: the primary one, a constraint's, or one that foreign keys refer to."""
    columns = tuple(column for column in index.columns if column is not None)
    return index.primary or (index.constraint is not None and subject.is_key_target(table, columns))


def _shape(index: Index) -> object:
    keys = tuple((k.expression, k.opclass, k.descending, k.nulls_first, k.collation) for k in index.keys)
    return index.method, keys, index.predicate, frozenset(index.include)
