"""An address that is unique only as it happens to be typed.

What: a column named `email` (or ending so) is in a unique key as plain text: not lower-cased in the index, not citext,
    not under a collation that ignores case, and no check or generated expression keeps it in lower case.
Why: `Ann@example.org` and `ann@example.org` become two accounts, and one of them never gets her mail.
Wrong when: never for sign-in; elsewhere if the address is only repeated as it came.
Source: RFC 5321 2.4 (domains ignore case, and so do mail providers in practice); PostgreSQL documentation, 11.7
    Indexes on Expressions. A check is preferred to lower() in the index: lower() is not leakproof, so it is no index
    condition under row-level security.

Bad:
    CREATE TABLE members (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);

Good:
    CREATE TABLE members (id bigint PRIMARY KEY, email text NOT NULL UNIQUE CHECK (email = lower(email)));
"""

from __future__ import annotations

from pgworkbench.catalog import Column, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import mentions
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import constraint_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, column_of


@rule.check(Table, level=Level.WARNING, category=Category.KEYS)
def case_sensitive_email(subject: Subject, table: Table) -> Flaws:
    """An e-mail column in a unique key that tells upper case from lower."""
    keyed = {name for index in table.indexes if index.unique for name in index.columns}
    for column in table.columns:
        if column.name in keyed and _is_open(subject, table, column):
            fix = ddl(
                "UPDATE {table} SET {column} = lower({column}) WHERE {column} <> lower({column});\n"
                "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} = lower({column}));",
                table=table.name,
                column=column.name,
                name=constraint_name(subject, table, ConstraintKind.CHECK, [column.name]),
            )
            yield Flaw("it is unique as typed: upper and lower case differ", fix, about=column_of(table, column.name))


def _is_open(subject: Subject, table: Table, column: Column) -> bool:
    if column.name.rpartition("_")[2] != "email" or column.collation is not None or column.generated or column.array:
        return False
    if not subject.base_type(column).startswith(("text", "character")):
        return False
    domain = subject.domain(column)
    rules = [
        check.definition for check in table.of_kind(ConstraintKind.CHECK) if mentions(check.definition, column.name)
    ]
    rules += [check.definition for check in domain.checks] if domain is not None else []
    referring = column.name in subject.foreign_key_columns(table)
    return not referring and not any(mentions(rule_, "lower") or "!~" in rule_ for rule_ in rules)
