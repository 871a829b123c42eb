"""A document that is parsed anew on every read.

What: a column is of type json.
Why: json keeps the text as it came: every access parses it, it has no equality (so no DISTINCT, no UNION), and no
    index looks inside. jsonb does all that.
Wrong when: white space, the order of keys or repeated keys must be kept, as for a document that was signed.
Source: PostgreSQL documentation, 8.14 JSON Types ("most applications should prefer to store JSON data as jsonb");
    eugene E3; pg-index-health.

Bad:
    CREATE TABLE drafts (id bigint PRIMARY KEY, body json NOT NULL);

Good:
    CREATE TABLE drafts (id bigint PRIMARY KEY, body jsonb NOT NULL);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Column, level=Level.WARNING, category=Category.TYPES)
def json_not_jsonb(subject: Subject, table: Table, column: Column) -> Flaws:
    """A json."""
    if subject.base_type(column) != "json" or column.generated:
        return
    if subject.domain(column) is not None:
        yield Flaw("it is of type json", advice="Make its domain one over jsonb.")
        return
    fix = ddl(
        "ALTER TABLE {table} ALTER COLUMN {column} TYPE jsonb USING {column}::jsonb;",
        table=table.name,
        column=column.name,
    )
    yield Flaw("it is of type json", fix)
