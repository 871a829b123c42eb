"""A reference to one of several tables, with nothing that keeps the table's name honest.

What: `x_type` (or `x_kind`) beside `x_id`, without an enum, a check constraint, a foreign key or a domain that says
    which values the discriminator has.
Why: no foreign key can guard such a pair, so the check on the discriminator is the only guard there is; without it
    rows refer to tables that never existed.
Wrong when: the set of targets is open by design, as in a log of anything.
Source: requirement on polymorphic associations; B. Karwin, SQL Antipatterns, "Polymorphic Associations".

Bad:
    CREATE TABLE attachments (id bigint PRIMARY KEY, owner_type text NOT NULL, owner_id bigint NOT NULL);

Good:
    CREATE TABLE attachments (
        id bigint PRIMARY KEY, owner_id bigint NOT NULL,
        owner_type text NOT NULL CHECK (owner_type IN ('orders', 'invoices'))
    );
"""

from __future__ import annotations

from pgworkbench.catalog import Column, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import quoted
from pgworkbench.review.expression import mentions, plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.KEYS)
def discriminator_without_guard(subject: Subject, table: Table, column: Column) -> Flaws:
    """A text discriminator beside an id, open to any value."""
    stem, _, word = plain(column.name).rpartition("_")
    if not stem or word not in {"type", "kind"} or column.array:
        return
    partner = next((one.name for one in table.columns if plain(one.name) in {f"{stem}_id", f"{stem}_uuid"}), None)
    if partner is None or partner in subject.foreign_key_columns(table):
        return
    if not subject.base_type(column).startswith(("text", "character")) or _is_guarded(subject, table, column):
        return
    advice = f"Add CHECK ({quoted(column.name)} IN (…)) with the tables that {partner} may refer to."
    yield Flaw(f"it says what {partner} refers to, and may hold any text", advice=advice)


def _is_guarded(subject: Subject, table: Table, column: Column) -> bool:
    domain = subject.domain(column)
    checks = table.of_kind(ConstraintKind.CHECK)
    return (
        column.name in subject.foreign_key_columns(table)
        or (domain is not None and bool(domain.checks))
        or any(mentions(check.definition, column.name) for check in checks)
    )
