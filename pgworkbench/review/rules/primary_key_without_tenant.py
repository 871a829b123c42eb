"""A primary key of a tenant's table that leaves the tenant out.

What: the table has the tenant column, and its primary key does not include it.
Why: other tables can then refer to a row only by a key that does not say whose it is, rows of one tenant lie scattered
    through the index, and the table cannot be sharded by tenant.
Wrong when: rows are looked up before the tenant is known, or are handed from one tenant to another.
Source: Citus documentation, "Multi-tenant applications: preparing tables" (distribution column in every key); measured
    covert channels through global keys, PostgreSQL documentation 5.9.

Bad:
    CREATE TABLE orders (tenant_id bigint NOT NULL, id uuid PRIMARY KEY DEFAULT gen_random_uuid());
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);

Good:
    CREATE TABLE orders (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON orders USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
"""

from __future__ import annotations

from pgworkbench.catalog import ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import constraint_name
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject, constraint_of


@rule.check(Table, level=Level.WARNING, category=Category.KEYS, needs=[Need.TENANT])
def primary_key_without_tenant(subject: Subject, table: Table) -> Flaws:
    """A tenant's table whose primary key does not say whose row it is."""
    key, tenant = table.primary_key, subject.tenant
    if key is None or tenant is None or not subject.has_tenant(table) or tenant in key.columns:
        return
    message = f"its key ({', '.join(key.columns)}) does not include {tenant}"
    about = constraint_of(table, key)
    if subject.is_key_target(table, key.columns):
        advice = (
            f"First give its children a foreign key that includes {tenant}, then put {tenant} in front of this key."
        )
        yield Flaw(message, advice=advice, about=about)
        return
    columns = (tenant, *key.columns)
    fix = ddl(
        "ALTER TABLE {table} DROP CONSTRAINT {old};\nALTER TABLE {table} ADD CONSTRAINT {new} PRIMARY KEY ({columns});",
        table=table.name,
        old=key.name,
        new=constraint_name(subject, table, ConstraintKind.PRIMARY, columns),
        columns=columns,
    )
    yield Flaw(message, fix, about=about)
