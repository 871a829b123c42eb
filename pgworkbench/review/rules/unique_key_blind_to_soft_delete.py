"""A unique key that still counts the rows that were deleted softly.

What: the table marks deleted rows (`deleted_at` by convention), and a unique key over it has no condition on that
    column. A key that merely has the column in it is found too: null is distinct from null, so it guards no living
    row. Primary keys, keys that contain the primary key, keys that foreign keys refer to, and keys that end with a
    number which is no reference (a post's number in its topic is given once) are left out.
Why: a value that was once used can never be used again, though nobody sees the row that has it: the user who closed an
    account cannot come back.
Wrong when: a value must never be used twice even after deletion, such as an invoice's number.
Source: PostgreSQL documentation, 11.8 Partial Indexes (example 11.3, unique over a subset).

Bad:
    CREATE TABLE members (
        id bigint PRIMARY KEY, handle text NOT NULL, deleted_at timestamptz,
        UNIQUE (handle)
    );

Good:
    CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL, deleted_at timestamptz);
    CREATE UNIQUE INDEX members_handle_unique_idx ON members (handle) WHERE deleted_at IS NULL;
"""

from __future__ import annotations

from pgworkbench.catalog import Index, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.expression import mentions, plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import unused_index_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.WARNING, category=Category.KEYS)
def unique_key_blind_to_soft_delete(subject: Subject, table: Table, index: Index) -> Flaws:
    """A unique index without a condition on the column that marks deleted rows."""
    mark = subject.conventions.soft_delete_column
    if not index.unique or index.primary or not any(column.name == mark for column in table.columns):
        return
    if mentions(index.predicate, mark) or _names_a_row_anyway(subject, table, index):
        return
    if index.nulls_not_distinct and mark in index.columns:
        return
    if mark in index.columns:
        message = f"it has {mark} as a key, but null is distinct from null: living rows may share their values"
    else:
        message = f"it has no WHERE {mark} IS NULL: a deleted row keeps its value for ever"
    yield Flaw(message, _partial(subject, table, index, mark))


def _names_a_row_anyway(subject: Subject, table: Table, index: Index) -> bool:
    """Whether the key is unique by its primary key's columns alone, or must be whole because something refers to it."""
    columns = tuple(column for column in index.columns if column is not None)
    key = table.primary_key
    if subject.is_key_target(table, columns) or (key is not None and set(key.columns) <= set(columns)):
        return True
    return len(columns) > 1 and len(columns) == len(index.keys) and _is_number_given_once(subject, table, columns[-1])


def _is_number_given_once(subject: Subject, table: Table, name: str) -> bool:
    whole = subject.base_type(table.column(name)) in {"smallint", "integer", "bigint"}
    return whole and name not in subject.foreign_key_columns(table) and not plain(name).endswith("_id")


def _partial(subject: Subject, table: Table, index: Index, mark: str) -> str:
    """The same key over living rows only; a constraint cannot have a condition, so it becomes an index."""
    keys = [key for key in index.keys if key.column != mark]
    columns = tuple(key.column or "expression" for key in keys)
    drop = "ALTER TABLE {table} DROP CONSTRAINT {old};" if index.constraint else "DROP INDEX {index};"
    name = unused_index_name(subject, table, columns, "unique") if index.constraint else index.name
    condition = "{mark} IS NULL" + (f" AND {_doubled(index.predicate)}" if index.predicate else "")
    return ddl(
        drop + "\nCREATE UNIQUE INDEX {name} ON {table} ({keys}) WHERE " + condition + ";",
        table=table.name,
        old=index.constraint or index.name,
        index=Name(table.name.schema, index.name),
        name=name,
        keys=printed(", ".join(key.expression for key in keys)),
        mark=mark,
    )


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
