"""A password that looks as if it were kept as it is.

What: a text column is named `password` (`passwd`, `pwd`, or ending so), without a check that its values are hashes.
Why: whoever reads a backup has every password, and people use them elsewhere.
Wrong when: it is a hash by another name: call it password_hash, so that nobody has to ask.
Source: OWASP Password Storage Cheat Sheet.

Bad:
    CREATE TABLE members (id bigint PRIMARY KEY, password text NOT NULL);

Good:
    CREATE TABLE members (id bigint PRIMARY KEY, password_hash text NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.expression import ends_with_word, mentions
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_WORDS = ("password", "passwd", "pwd")


@rule.check(Column, level=Level.ERROR, category=Category.SECURITY)
def plain_text_password(subject: Subject, table: Table, column: Column) -> Flaws:
    """Text that is named as the password itself."""
    is_text = subject.base_type(column).startswith(("text", "character"))
    checked = any(mentions(check.definition, column.name) for check in table.of_kind(ConstraintKind.CHECK))
    if is_text and not column.array and not checked and ends_with_word(column.name, _WORDS):
        advice = "Keep a hash (argon2id, scrypt or bcrypt) in a column named password_hash, and drop this one."
        yield Flaw("it is named as the password itself", advice=advice)
