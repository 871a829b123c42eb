"""A column whose type does not tell what is in it.

What: a column of JSON, bytes, an array, or a bare number that is a code (a smallint named as a status, a type, a code,
    a flag, a level or the like) has no comment.
Why: the type says nothing of what is inside: which keys, which encoding, in which order, what 3 stands for.
Wrong when: the name says it all (`tags text[]`).
Source: R-INT-9 (JSONB for flexible sections), R-MIG-7; tbls (column comments).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, extra jsonb NOT NULL);
    COMMENT ON TABLE orders IS 'What a customer asked us to send, once paid.';

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, extra jsonb NOT NULL);
    COMMENT ON TABLE orders IS 'What a customer asked us to send, once paid.';
    COMMENT ON COLUMN orders.extra IS 'What the shop adds: {"gift": true, "note": "..."}; nothing is searched by.';
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.expression import ends_with_word
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import without_directives

_OPAQUE = {"json", "jsonb", "bytea", "xml", "hstore"}
_CODES = ("code", "type", "sort", "class", "mode", "flag", "flags", "level", "role", "reason", "result", "quality")


@rule.check(Column, level=Level.NOTICE, category=Category.DOCUMENTATION)
def opaque_column_without_comment(subject: Subject, table: Table, column: Column) -> Flaws:
    """A column of which the type shows only the wrapping."""
    base = subject.base_type(column)
    words = (*subject.conventions.status_words, *_CODES)
    is_code = base == "smallint" and ends_with_word(column.name, words)
    is_code = is_code and column.name not in subject.foreign_key_columns(table)
    if (column.array or base.rpartition(".")[2] in _OPAQUE or is_code) and not without_directives(column.comment):
        yield Flaw(f"it is {column.type}, and does not say what is in it", advice="Say what its values hold or mean.")
