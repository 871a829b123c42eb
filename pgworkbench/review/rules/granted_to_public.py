"""A table that whoever connects may use.

What: any privilege on a table is granted to PUBLIC.
Why: PUBLIC is every role that there is and that will be: the next reporting user, the next intern.
Wrong when: the table is meant for everybody, such as a list of countries.
Source: PostgreSQL documentation, 5.8 Privileges; requirement of least privilege.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);
    GRANT SELECT ON orders TO PUBLIC;

Good:
    CREATE ROLE pgwb_example_clerk;
    CREATE TABLE orders (id bigint PRIMARY KEY);
    GRANT SELECT ON orders TO pgwb_example_clerk;
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Table, level=Level.WARNING, category=Category.SECURITY)
def granted_to_public(_: Subject, table: Table) -> Flaws:
    """A grant to PUBLIC, on the table or some of its columns."""
    held = sorted({word for grant in table.grants if grant.grantee == "PUBLIC" for word in grant.privileges})
    if held and held != ["TRUNCATE"]:
        fix = ddl("REVOKE ALL ON {table} FROM PUBLIC;", table=table.name)
        yield Flaw(f"every role may {', '.join(held)}", fix, details={"privileges": tuple(held)})
