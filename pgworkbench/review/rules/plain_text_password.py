"""A password that looks as if it were kept as it is.

What: a text column is named `password` (`passwd`, `pwd`, or ending so), without a check that its values are hashes. A
    name that says more (`encrypted_password`, `hashed_password`) is left out, and so is a column whose values, where
    rows may be asked, all look like hashes.
Why: whoever reads a backup has every password, and people use them elsewhere.
Wrong when: it is a hash by another name: call it password_hash, so that nobody has to ask.
Source: OWASP Password Storage Cheat Sheet.

Bad:
    CREATE TABLE members (id bigint PRIMARY KEY, password text NOT NULL);

Good:
    CREATE TABLE members (id bigint PRIMARY KEY, password_hash text NOT NULL);
"""

from __future__ import annotations

import re

from psycopg import sql

from pgworkbench.catalog import Column, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.expression import ends_with_word, mentions, plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rows import ask, sampled
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_WORDS = ("password", "passwd", "pwd")
_MADE_FROM_IT = re.compile(r"(?:^|_)(?:encrypted|hashed|crypted|salted|digested)_(?:[a-z]+_)*(?:password|passwd|pwd)$")
# $2b$12$…, pbkdf2_sha256$…, {SSHA}…, or hexadecimal digits of a digest (RFC 2307; the modular crypt format)
_HASH = r"^(\$[0-9a-z-]+\$.+|[a-z0-9_-]+\$.+\$.+|\{[A-Za-z0-9.-]+\}.+|[0-9A-Fa-f]{32,})$"


@rule.check(Column, level=Level.ERROR, category=Category.SECURITY)
def plain_text_password(subject: Subject, table: Table, column: Column) -> Flaws:
    """Text that is named as the password itself."""
    is_text = subject.base_type(column).startswith(("text", "character"))
    checked = any(mentions(check.definition, column.name) for check in table.of_kind(ConstraintKind.CHECK))
    if not is_text or column.array or checked or not ends_with_word(column.name, _WORDS):
        return
    if not _says_more(column) and not _holds_hashes(subject, table, column):
        advice = "Keep a hash (argon2id, scrypt or bcrypt) in a column named password_hash, and drop this one."
        yield Flaw("it is named as the password itself", advice=advice)


def _says_more(column: Column) -> bool:
    return _MADE_FROM_IT.search(plain(column.name)) is not None


def _holds_hashes(subject: Subject, table: Table, column: Column) -> bool:
    """Whether there are rows that may be asked, and every password in them looks like a hash."""
    question = sql.SQL("SELECT bool_and({column} ~ {hash}) FROM {rows} WHERE {column} IS NOT NULL").format(
        column=sql.Identifier(column.name), hash=sql.Literal(_HASH), rows=sampled(table)
    )
    found = ask(subject, question)
    return bool(found and found[0][0])
