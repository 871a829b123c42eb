"""A sensitive table whose changes leave no record.

What: a table that the conventions call sensitive, or that holds secrets (password hashes, national ids: configurable),
    has no enabled AFTER trigger on UPDATE and DELETE whose function writes what was before (OLD).
Why: who gave himself the right, and what the value was before, can be told by no one.
Wrong when: changes are recorded from the write-ahead log, or by pgaudit where statements are enough.
Source: requirement R-AUD-4; NIST SP 800-92.

Bad:
    CREATE TABLE members (
        id bigint PRIMARY KEY, password_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz
    );
    CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TRIGGER members_updated_at_trigger BEFORE UPDATE ON members FOR EACH ROW EXECUTE FUNCTION set_updated_at();

Good:
    CREATE TABLE members (
        id bigint PRIMARY KEY, password_hash text NOT NULL,
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
    CREATE TRIGGER members_updated_at_trigger BEFORE UPDATE ON members FOR EACH ROW EXECUTE FUNCTION set_updated_at();
    CREATE TRIGGER members_record_trigger AFTER UPDATE OR DELETE ON members
        FOR EACH ROW EXECUTE FUNCTION write_record();
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import ends_with_word
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import trigger_name
from pgworkbench.review.records import record_functions, recorded_events
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.AUDIT)
def sensitive_table_without_records(subject: Subject, table: Table) -> Flaws:
    """A table with secrets, or sensitive by convention, without a trigger that records its changes."""
    words = subject.conventions.sensitive_words
    is_sensitive = str(table.name) in subject.conventions.sensitive_tables
    if not is_sensitive and not any(ends_with_word(column.name, words) for column in table.columns):
        return
    missing = {"UPDATE", "DELETE"} - recorded_events(subject, table)
    if not missing:
        return
    message = f"{' and '.join(sorted(missing))} of a row leaves no record"
    usual = next(iter(record_functions(subject)), None)
    if usual is None or missing != {"UPDATE", "DELETE"}:
        yield Flaw(message, advice="Add an AFTER trigger that writes OLD and NEW, who and when, to a table of records.")
        return
    fix = ddl(
        "CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        name=trigger_name(subject, table, "record"),
        table=table.name,
        function=usual.name,
    )
    yield Flaw(message, fix, f"Check which arguments {usual.name} expects.")
