"""An index whose name does not say what it is on.

What: the name is not `{table}_{columns}_{type}_idx` (configurable), type being its method or `unique`. The tenant's
    column may be left out, words may be added, and names near 63 bytes may be shortened.
Why: a plan, a log line and a lock show an index by its name alone.
Wrong when: an extension or a tool names its indexes itself.
Source: R-NAME; Atlas NM104; pgrubic NM005.

Bad:
    CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX fast ON orders (placed_on);

Good:
    CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, placed_on date NOT NULL);
    CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on);
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import fits, index_kind, named_columns, unused_index_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, index_of


@rule.check(Table, level=Level.NOTICE, category=Category.NAMES)
def index_name_style(subject: Subject, table: Table) -> Flaws:
    """Indexes that no constraint stands on, named otherwise than by template; no two are given one name."""
    template = subject.conventions.templates.index
    given: list[str] = []
    for index in table.indexes:
        if not _is_by_template(subject, table, index):
            columns = [column for column in index.columns if column is not None] or ["expression"]
            wanted = unused_index_name(subject, table, columns, index_kind(index), given)
            given.append(wanted)
            old = Name(table.name.schema, index.name)
            fix = ddl("ALTER INDEX {index} RENAME TO {name};", index=old, name=wanted)
            details = {"wanted": wanted}
            yield Flaw(f"its name does not follow {template}", fix, about=index_of(table, index), details=details)


def _is_by_template(subject: Subject, table: Table, index: Index) -> bool:
    if index.constraint is not None or index.primary:
        return True
    words = {"table": table.name.name, "columns": named_columns(subject, index.columns), "type": index_kind(index)}
    return fits(subject.conventions.templates.index, index.name, **words)
