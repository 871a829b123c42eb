"""A foreign key between tenants' tables that leaves the tenant out.

What: both tables have the tenant column, and the foreign key does not include it.
Why: foreign keys are checked without row-level security, so such a key accepts another tenant's row, and whether it
    was accepted tells that the row exists.
Wrong when: the target's rows are shared by all tenants on purpose, in spite of their tenant column.
Source: measured on PostgreSQL 16 and 18: a single-column key took another tenant's row, a composite one gave 23503;
    PostgreSQL documentation, 5.9 Row Security Policies ("covert channel").

Bad:
    CREATE TABLE customers (tenant_id bigint, id uuid DEFAULT gen_random_uuid() UNIQUE, PRIMARY KEY (tenant_id, id));
    CREATE TABLE orders (
        tenant_id bigint, id uuid, customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
        PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX ON orders (customer_id);
    ALTER TABLE customers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON customers USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
    CREATE POLICY own ON orders USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);

Good:
    CREATE TABLE customers (tenant_id bigint, id uuid DEFAULT gen_random_uuid(), PRIMARY KEY (tenant_id, id));
    CREATE TABLE orders (
        tenant_id bigint, id uuid, customer_id uuid NOT NULL,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, customer_id) REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX ON orders (tenant_id, customer_id);
    ALTER TABLE customers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON customers USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
    CREATE POLICY own ON orders USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
"""

from __future__ import annotations

from pgworkbench.catalog import Action, Constraint, Reference, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import foreign_key_name
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject


@rule.check(Constraint, level=Level.ERROR, category=Category.SECURITY, needs=[Need.TENANT])
def foreign_key_without_tenant(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A foreign key from one tenant's table to another, by columns that do not say whose."""
    target, tenant = subject.target(constraint), subject.tenant
    if target is None or constraint.reference is None or tenant is None or tenant in constraint.columns:
        return
    if not (subject.has_tenant(table) and subject.has_tenant(target)):
        return
    columns = (tenant, *constraint.columns)
    wanted = (tenant, *constraint.reference.columns)
    message = f"it refers to {target.name} by {', '.join(constraint.columns)} alone, without {tenant}"
    if not target.is_unique(wanted) or not _is_a_key(target, wanted):
        yield Flaw(message, advice=f"Give {target.name} a key over ({', '.join(wanted)}), and refer to that.")
        return
    fix = ddl(
        "ALTER TABLE {table} DROP CONSTRAINT {old};\n"
        "ALTER TABLE {table} ADD CONSTRAINT {new} FOREIGN KEY ({columns}) REFERENCES {target} ({wanted}){actions};",
        table=table.name,
        old=constraint.name,
        new=foreign_key_name(subject, table, columns, target),
        columns=columns,
        target=target.name,
        wanted=wanted,
        actions=printed(_actions(constraint.reference, constraint.columns)),
    )
    yield Flaw(message, fix, details={"parent": str(target.name)})


def _is_a_key(target: Table, columns: tuple[str, ...]) -> bool:
    """Whether a foreign key could refer to exactly these columns."""
    return any(
        index.unique
        and index.predicate is None
        and set(index.columns) == set(columns)
        and len(index.keys) == len(columns)
        for index in target.indexes
    )


def _actions(reference: Reference, columns: tuple[str, ...]) -> str:
    """The same actions as before; the tenant itself is never set to null."""
    words = {
        Action.NO_ACTION: "",
        Action.RESTRICT: "RESTRICT",
        Action.CASCADE: "CASCADE",
        Action.SET_NULL: "SET NULL",
        Action.SET_DEFAULT: "SET DEFAULT",
    }
    delete, update = words[reference.on_delete], words[reference.on_update]
    if reference.on_delete in {Action.SET_NULL, Action.SET_DEFAULT}:
        delete += ddl(" ({columns})", columns=reference.set_columns or columns)
    return (f" ON DELETE {delete}" if delete else "") + (f" ON UPDATE {update}" if update else "")
