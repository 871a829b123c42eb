"""A length that nobody chose.

What: a column is varchar(255), varchar(256) or varchar without a length.
Why: 255 was a limit of another database. Here a length costs nothing and saves nothing: if it is a rule, it is another
    number; if not, it only waits to refuse a value. Without a length, varchar is text by a longer name.
Wrong when: 255 really is the rule, as for a host name (253) with some reserve.
Source: PostgreSQL documentation, 8.3 Character Types; PostgreSQL wiki, Don't Do This, "Don't use varchar(n) by
    default"; squawk prefer-text-field.

Bad:
    CREATE TABLE songs (id bigint PRIMARY KEY, title varchar(255) NOT NULL);

Good:
    CREATE TABLE songs (id bigint PRIMARY KEY, title text NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_MEANINGLESS = {"character varying", "character varying(255)", "character varying(256)"}


@rule.check(Column, level=Level.NOTICE, category=Category.TYPES)
def varchar_without_meaning(_: Subject, table: Table, column: Column) -> Flaws:
    """A varchar of no length, or of one that means nothing."""
    if column.type in _MEANINGLESS and not column.generated and table.partition_key is None:
        fix = ddl("ALTER TABLE {table} ALTER COLUMN {column} TYPE text;", table=table.name, column=column.name)
        yield Flaw(f"{column.type} is no rule of anybody's", fix)
