"""A status that may hold any word.

What: a text column named as a status (`status`, `state`, `stage`, `kind`, `priority`, `severity`, `visibility`, or
    ending so) without an enum type, a check constraint, a foreign key or a domain that says which values there are.
    The state of an address, and what has a discriminator's partner (`owner_kind` beside `owner_id`), are left out.
Why: `Done`, `done` and `doen` all get in, and every query that counts one of them is wrong.
Wrong when: the words are another system's, kept as they came.
Source: requirement that only valid values enter; no other reviewer checks it. Text with CHECK rather than an enum also
    keeps an index usable under row-level security (enum comparison is not leakproof: 36 ms against 0.07 ms).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL);

Good:
    CREATE TABLE orders (
        id bigint PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('open', 'paid', 'sent'))
    );
"""

from __future__ import annotations

from pgworkbench.catalog import Column, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import quoted
from pgworkbench.review.expression import ends_with_word, mentions, plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_ADDRESS = {"city", "zip", "zip_code", "postal_code", "postcode", "country", "country_code", "address", "street"}


@rule.check(Column, level=Level.WARNING, category=Category.KEYS)
def status_without_values(subject: Subject, table: Table, column: Column) -> Flaws:
    """Text that is named as a status, and is open to any value."""
    if column.array or not ends_with_word(column.name, subject.conventions.status_words) or column.generated:
        return
    if not subject.base_type(column).startswith(("text", "character")) or column.name in subject.foreign_key_columns(
        table
    ):
        return
    domain = subject.domain(column)
    if _is_checked(table, column) or (domain is not None and domain.checks):
        return
    if _is_of_address(table, column) or _has_partner(table, column):
        return
    advice = f"Add CHECK ({quoted(column.name)} IN (…)) with the values that there are, or refer to a table of them."
    yield Flaw("it may hold any text: nothing says which values there are", advice=advice)


def _is_checked(table: Table, column: Column) -> bool:
    return any(mentions(check.definition, column.name) for check in table.of_kind(ConstraintKind.CHECK))


def _is_of_address(table: Table, column: Column) -> bool:
    stem, _, word = plain(column.name).rpartition("_")
    around = {f"{stem}_{name}" for name in _ADDRESS} if stem else _ADDRESS
    return word == "state" and any(plain(other.name) in around for other in table.columns)


def _has_partner(table: Table, column: Column) -> bool:
    stem = plain(column.name).rpartition("_")[0]
    return bool(stem) and any(plain(other.name) in {f"{stem}_id", f"{stem}_uuid"} for other in table.columns)
