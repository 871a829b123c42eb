"""A schema in which whoever connects may make objects.

What: CREATE on a schema is granted to PUBLIC.
Why: anyone can put a function or a table in front of the one that was meant, and have others run it with their rights.
Wrong when: the database is a playground.
Source: PostgreSQL documentation, 5.10.6 Usage Patterns; CVE-2018-1058. Before 15 this was how `public` came.

Bad:
    CREATE SCHEMA shop;
    GRANT USAGE, CREATE ON SCHEMA shop TO PUBLIC;

Good:
    CREATE SCHEMA shop;
    GRANT USAGE ON SCHEMA shop TO PUBLIC;
"""

from __future__ import annotations

from pgworkbench.catalog import Schema
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Schema, level=Level.ERROR, category=Category.SECURITY)
def public_may_create(_: Subject, schema: Schema) -> Flaws:
    """A schema open to everybody's objects."""
    if any(grant.grantee == "PUBLIC" and "CREATE" in grant.privileges for grant in schema.grants):
        yield Flaw(
            "every role may create objects in it", ddl("REVOKE CREATE ON SCHEMA {name} FROM PUBLIC;", name=schema.name)
        )
