"""A time of the last change that nothing keeps.

What: a table has `updated_at` (by convention), and no row trigger before UPDATE whose function sets it.
Why: whoever writes by hand, from a job or from another service forgets it, so it says something that is not so.
Wrong when: it is set by replication, or kept by the only service that can write.
Source: requirement R-AUD-1; PostgreSQL documentation, 37.4 and F.42 (moddatetime).

Bad:
    CREATE TABLE orders (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );

Good:
    CREATE TABLE orders (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject
from pgworkbench.review.touching import keeping, keeps


@rule.check(Table, level=Level.WARNING, category=Category.AUDIT)
def audit_trigger_missing(subject: Subject, table: Table) -> Flaws:
    """A table with the column of the last change, and no trigger that sets it."""
    changed = subject.conventions.updated_column
    if not any(column.name == changed for column in table.columns):
        return
    if any(keeps(subject, trigger, changed) for trigger in table.triggers):
        return
    yield Flaw(f"nothing keeps its {changed}", keeping(subject, table, changed))
