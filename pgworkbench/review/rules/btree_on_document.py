"""A B-tree over documents or lists.

What: a plain B-tree index has a jsonb, array or tsvector column as a key.
Why: a B-tree can only find a whole document that is equal, which nobody asks for; what is inside (`@>`, `?`, `@@`,
    `&&`) is found by GIN. Long values do not even fit into it.
Wrong when: whole values are compared indeed, as in a unique key over an array.
Source: PostgreSQL documentation, 8.14.4 jsonb Indexing and 70 GIN; pg-index-health (btree on array columns).

Bad:
    CREATE TABLE items (id bigint PRIMARY KEY, tags text[] NOT NULL);
    CREATE INDEX items_tags_btree_idx ON items (tags);

Good:
    CREATE TABLE items (id bigint PRIMARY KEY, tags text[] NOT NULL);
    CREATE INDEX items_tags_gin_idx ON items USING gin (tags);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import unused_index_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_DOCUMENTS = {"jsonb", "tsvector"}


@rule.check(Index, level=Level.WARNING, category=Category.INDEXES)
def btree_on_document(subject: Subject, table: Table, index: Index) -> Flaws:
    """A B-tree key that only equality of the whole could use."""
    if index.method != "btree" or index.unique:
        return
    columns = [table.column(name) for name in index.columns if name is not None]
    documents = [column for column in columns if _is_document(subject, column)]
    if not documents:
        return
    told = f"{documents[0].name} is {documents[0].type}: a B-tree finds only what equals it as a whole"
    if len(index.keys) > 1 or index.include or index.predicate:
        yield Flaw(told, advice="Take it out of this index, and give it a GIN index if what is inside is asked for.")
        return
    fix = ddl(
        "DROP INDEX {index};\nCREATE INDEX {name} ON {table} USING gin ({column});",
        index=Name(table.name.schema, index.name),
        name=unused_index_name(subject, table, (documents[0].name,), "gin"),
        table=table.name,
        column=documents[0].name,
    )
    yield Flaw(told, fix)


def _is_document(subject: Subject, column: Column) -> bool:
    return column.array or subject.base_type(column) in _DOCUMENTS
