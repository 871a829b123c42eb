"""One name, two types.

What: a column that names a moment, an amount or another thing's id (`*_at`, `*_on`, `*_date`, `*_id`, amounts of
    money) has one type here and another in most tables that have it; where it is one against one, the later by name is
    reported. Columns of foreign keys are left out (their type is their target's), and so are references to one of
    several tables.
Why: whoever joins or compares the two casts, loses an index, or loses a time of day.
Wrong when: the two are different things that share a name; then one of them deserves a better one.
Source: SchemaCrawler and pg-index-health (same name, different types).

Bad:
    CREATE TABLE parcels (id bigint PRIMARY KEY, sent_at timestamptz NOT NULL);
    CREATE TABLE pallets (id bigint PRIMARY KEY, sent_at timestamptz NOT NULL);
    CREATE TABLE letters (id bigint PRIMARY KEY, sent_at date NOT NULL);

Good:
    CREATE TABLE parcels (id bigint PRIMARY KEY, sent_at timestamptz NOT NULL);
    CREATE TABLE pallets (id bigint PRIMARY KEY, sent_at timestamptz NOT NULL);
    CREATE TABLE letters (id bigint PRIMARY KEY, sent_on date NOT NULL);
"""

from __future__ import annotations

import re
from collections import Counter

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.expression import ends_with_word, plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, column_of

_ENDINGS = ("id", "at", "on", "date")


@rule.check(Subject, level=Level.NOTICE, category=Category.TYPES)
def column_type_disagreement(subject: Subject) -> Flaws:
    """Every column whose type is not the one that most columns of its name have."""
    by_name: dict[str, list[tuple[Table, Column, str]]] = {}
    for table in subject.tables:
        for column in table.columns:
            if _is_telling(subject, table, column):
                kind = re.sub(r"\(.*?\)", "", subject.base_type(column))
                by_name.setdefault(column.name, []).append((table, column, kind))
    for places in by_name.values():
        counts = Counter(kind for _, _, kind in places)
        usual = max(counts, key=lambda kind: (counts[kind], -[k for _, _, k in places].index(kind)))
        where = ", ".join(str(table.name) for table, _, kind in places if kind == usual)
        for table, column, kind in places:
            if kind != usual:
                message = f"{kind} here, {usual} in {where}"
                advice = "Give both one type, or the rarer another name."
                yield Flaw(message, advice=advice, about=column_of(table, column.name), details={"usual": usual})


def _is_telling(subject: Subject, table: Table, column: Column) -> bool:
    """Whether a name says what kind of thing it is, so that two types for it are one too many."""
    if column.inherited or column.array or column.name in subject.foreign_key_columns(table):
        return False
    stem, _, word = plain(column.name).rpartition("_")
    if word == "id" and any(plain(other.name) in {f"{stem}_type", f"{stem}_kind"} for other in table.columns):
        return False
    return (bool(stem) and word in _ENDINGS) or ends_with_word(column.name, subject.conventions.money_words)
