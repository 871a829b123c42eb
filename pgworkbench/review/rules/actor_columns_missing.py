"""A table that does not say who changed it, where the others do.

What: most tables with `updated_at` say who made and changed a row (`created_by`, `updated_by` by convention); this one
    lacks one of them. A table that refers to a person by another column, and one that persons themselves belong to,
    are let be.
Why: the question after every mistake is who, and one gap in the trail is where it is asked.
Wrong when: only the system writes to the table.
Source: requirement R-AUD-2.

Bad:
    CREATE TABLE people (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE orders (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz,
        created_by bigint REFERENCES people ON DELETE RESTRICT, updated_by bigint REFERENCES people ON DELETE RESTRICT
    );
    CREATE TABLE prices (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz,
        created_by bigint REFERENCES people ON DELETE RESTRICT, updated_by bigint REFERENCES people ON DELETE RESTRICT
    );
    CREATE TABLE offers (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz,
        price_id bigint UNIQUE REFERENCES prices ON DELETE RESTRICT
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
    CREATE TRIGGER prices_updated_at_trigger BEFORE UPDATE ON prices FOR EACH ROW EXECUTE FUNCTION set_updated_at();
    CREATE TRIGGER offers_updated_at_trigger BEFORE UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION set_updated_at();

Good:
    CREATE TABLE people (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE orders (
        id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz,
        created_by bigint REFERENCES people ON DELETE RESTRICT, updated_by bigint REFERENCES people ON DELETE RESTRICT
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Kind, Level, ObjectName
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Subject, level=Level.NOTICE, category=Category.AUDIT)
def actor_columns_missing(subject: Subject) -> Flaws:
    """Tables that change, in a minority that does not say by whom."""
    changing = [table for table in subject.tables if _has(table, subject.conventions.updated_column)]
    people = {key.reference.table for table in changing for key in _actor_keys(subject, table) if key.reference}
    lacking = {table.name: _lacking(subject, table) for table in changing}
    if sum(1 for missing in lacking.values() if not missing) * 2 <= len(changing):
        return
    for table in changing:
        missing = lacking[table.name]
        if missing and not _is_about_people(subject, table, people):
            advice = "Add them as foreign keys to whom the other tables refer, or say that only the system writes here."
            about = ObjectName(Kind.TABLE, table.name)
            yield Flaw(f"it has no {' and no '.join(missing)}", advice=advice, about=about)


def _lacking(subject: Subject, table: Table) -> tuple[str, ...]:
    return tuple(name for name in subject.conventions.actor_columns if not _has(table, name))


def _has(table: Table, name: str) -> bool:
    return any(column.name == name for column in table.columns)


def _actor_keys(subject: Subject, table: Table) -> list[Constraint]:
    actors = set(subject.conventions.actor_columns)
    return [key for key in table.foreign_keys if actors & set(key.columns)]


def _is_about_people(subject: Subject, table: Table, people: set[Name]) -> bool:
    """Whether a row says whose it is by itself, or people's own rows hang on it."""
    says = any(key.reference is not None and key.reference.table in people for key in table.foreign_keys)
    belongs = any(referring.name in people for referring, _ in subject.catalog.references_to(table.name))
    return says or belongs
