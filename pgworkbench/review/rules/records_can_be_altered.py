"""Records that those whom they record can change.

What: a table to which triggers write what was before a change lets another role than its owner update, delete or
    truncate its rows.
Why: a record that can be mended proves nothing.
Wrong when: one role erases what the law wants erased, and does so through a function that leaves a record of it.
Source: requirement of audit records that their writer cannot alter; NIST SP 800-92, 4.2.

Bad:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (
        id bigint PRIMARY KEY, total numeric(12, 2),
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE TABLE records (
        id bigint GENERATED ALWAYS AS IDENTITY, created_at timestamptz DEFAULT now(), before jsonb,
        PRIMARY KEY (created_at, id)
    ) PARTITION BY RANGE (created_at);
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO records (before) VALUES (to_jsonb(OLD)); RETURN NULL; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
    CREATE TRIGGER orders_record_trigger AFTER UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION write_record();
    GRANT SELECT, INSERT, UPDATE ON records TO pgwb_example_clerk;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (
        id bigint PRIMARY KEY, total numeric(12, 2),
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE TABLE records (
        id bigint GENERATED ALWAYS AS IDENTITY, created_at timestamptz DEFAULT now(), before jsonb,
        PRIMARY KEY (created_at, id)
    ) PARTITION BY RANGE (created_at);
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO records (before) VALUES (to_jsonb(OLD)); RETURN NULL; END';
    CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
    CREATE TRIGGER orders_record_trigger AFTER UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION write_record();
    GRANT SELECT, INSERT ON records TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, grantees
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.privileges import granted
from pgworkbench.review.records import is_table_of_records
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_ALTERING = {"UPDATE", "DELETE", "TRUNCATE"}


@rule.check(Table, level=Level.ERROR, category=Category.AUDIT)
def records_can_be_altered(subject: Subject, table: Table) -> Flaws:
    """A table of records that others may write to other than by adding."""
    if not is_table_of_records(subject, table):
        return
    parts = [part for part in (table, *subject.leaves(table)) if _alterers(part)]
    if parts:
        fix = "\n".join(
            ddl("REVOKE UPDATE, DELETE, TRUNCATE ON {part} FROM {roles};", part=p.name, roles=grantees(_alterers(p)))
            for p in parts
        )
        roles = tuple(sorted({role for part in parts for role in _alterers(part)}))
        yield Flaw(f"{', '.join(roles)} may alter what it records", fix, details={"roles": roles})


def _alterers(table: Table) -> tuple[str, ...]:
    return tuple(sorted({grant.grantee for grant in granted(table) if _ALTERING & set(grant.privileges)}))
