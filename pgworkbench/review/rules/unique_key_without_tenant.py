"""A unique key of a tenant's table that leaves the tenant out.

What: a unique constraint or index of a table with the tenant column does not include that column. A key over one uuid
    that the server draws is let be (nobody can guess a value to try), and so is the primary key, which has a rule of
    its own.
Why: two tenants cannot use the same value, and the error tells one of them that another has it: `duplicate key` looks
    past row-level security.
Wrong when: the value is unique in the world by its nature and looked up before the tenant is known: a host name, the
    hash of a token.
Source: measured on PostgreSQL 16 and 18 (23505 told of another tenant's slug; ON CONFLICT DO NOTHING does so
    silently).

Bad:
    CREATE TABLE products (tenant_id bigint, id uuid, slug text NOT NULL UNIQUE, PRIMARY KEY (tenant_id, id));
    ALTER TABLE products ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON products USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);

Good:
    CREATE TABLE products (
        tenant_id bigint, id uuid, slug text NOT NULL,
        PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, slug)
    );
    ALTER TABLE products ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON products USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
"""

from __future__ import annotations

from pgworkbench.catalog import ConstraintKind, Index, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import constraint_name
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Index, level=Level.ERROR, category=Category.SECURITY, needs=[Need.TENANT])
def unique_key_without_tenant(subject: Subject, table: Table, index: Index) -> Flaws:
    """A unique index, behind a constraint or not, over values that all tenants share."""
    tenant = subject.tenant
    if not index.unique or index.primary or tenant is None or not subject.has_tenant(table):
        return
    if tenant in index.columns or _is_drawn_by_server(table, index):
        return
    told = ", ".join(key.expression for key in index.keys)
    yield Flaw(f"({told}) is unique across all tenants: {tenant} is not in it", *_mended(subject, table, index, tenant))


def _is_drawn_by_server(table: Table, index: Index) -> bool:
    if len(index.keys) != 1 or index.columns[0] is None:
        return False
    column = table.column(index.columns[0])
    return column.type == "uuid" and column.default is not None and "(" in column.default


def _mended(subject: Subject, table: Table, index: Index, tenant: str) -> tuple[str, str]:
    """The SQL for a plain constraint that nothing refers to; otherwise what a person must do."""
    columns = tuple(column for column in index.columns if column is not None)
    if index.constraint is None or subject.is_key_target(table, columns):
        return "", f"Make it anew with {tenant} as its first column, and let foreign keys to it include {tenant}."
    new = (tenant, *columns)
    fix = ddl(
        "ALTER TABLE {table} DROP CONSTRAINT {old};\nALTER TABLE {table} ADD CONSTRAINT {new} UNIQUE ({columns});",
        table=table.name,
        old=index.constraint,
        new=constraint_name(subject, table, ConstraintKind.UNIQUE, new),
        columns=new,
    )
    return fix, ""
