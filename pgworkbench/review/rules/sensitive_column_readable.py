"""A secret that a role which only reads may read.

What: a column of secrets (password hashes, tokens' hashes, private keys, national ids: configurable) can be selected
    by a role that cannot write to its table, or by PUBLIC.
Why: reporting roles are shared widely and kept in many tools; a hash can be cracked at leisure, a key used at once.
Wrong when: the role is the one that checks sign-ins, and does nothing else.
Source: PostgreSQL documentation, 5.8 Privileges (column privileges); splinter 0023.

Bad:
    CREATE ROLE pgwb_example_reports;
    CREATE TABLE members (id bigint PRIMARY KEY, name text NOT NULL, password_hash text NOT NULL);
    GRANT SELECT ON members TO pgwb_example_reports;

Good:
    CREATE ROLE pgwb_example_reports;
    CREATE TABLE members (id bigint PRIMARY KEY, name text NOT NULL, password_hash text NOT NULL);
    GRANT SELECT (id, name) ON members TO pgwb_example_reports;
"""

from __future__ import annotations

from pgworkbench.catalog import Grant, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, grantees
from pgworkbench.review.expression import ends_with_word
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.privileges import WRITES, granted
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.SECURITY)
def sensitive_column_readable(subject: Subject, table: Table) -> Flaws:
    """A table with secrets that somebody reads who never writes."""
    words = subject.conventions.secret_words
    secrets = tuple(column.name for column in table.columns if ends_with_word(column.name, words))
    readers = _readers(table, secrets) if secrets else ()
    if readers:
        rest = tuple(column.name for column in table.columns if column.name not in secrets)
        fix = ddl("REVOKE SELECT ON {table} FROM {roles};", table=table.name, roles=grantees(readers))
        fix += ddl(
            "\nREVOKE SELECT ({secrets}) ON {table} FROM {roles};\nGRANT SELECT ({rest}) ON {table} TO {roles};",
            table=table.name,
            secrets=secrets,
            rest=rest,
            roles=grantees(readers),
        )
        message = f"{', '.join(readers)} may read {', '.join(secrets)}"
        yield Flaw(message, fix, details={"columns": secrets, "roles": readers})


def _readers(table: Table, secrets: tuple[str, ...]) -> tuple[str, ...]:
    """Roles that read a secret and write nothing, and PUBLIC whatever it may do."""
    reading = {grant.grantee for grant in granted(table) if _reads(grant, secrets)}
    writing = {grant.grantee for grant in granted(table) if WRITES & set(grant.privileges)} - {"PUBLIC"}
    return tuple(sorted(reading - writing))


def _reads(grant: Grant, secrets: tuple[str, ...]) -> bool:
    return "SELECT" in grant.privileges and (grant.column is None or grant.column in secrets)
