"""An index that row-level security makes useless.

What: the table is under row-level security, and the first key of the index after the tenant's is of a type whose
    comparison is not leakproof (enum, citext, numeric, jsonb, an array, a range, a tsvector) or an expression. A
    partial index is let be: its condition is applied by being there.
Why: a policy is applied before any operator that could leak a value, so such an operator cannot be an index condition:
    the index is walked, and rows are filtered one by one (0.07 ms became 36 ms).
Wrong when: only roles that pass by policies search by it, or a security-definer function that states the tenant
    itself.
Source: measured on PostgreSQL 16 and 18; PostgreSQL documentation, 39.5 Rules and Privileges and pg_proc.proleakproof.

Bad:
    CREATE TYPE mood AS ENUM ('calm', 'wild');
    CREATE TABLE pets (tenant_id bigint, id bigint, mood mood NOT NULL, PRIMARY KEY (tenant_id, id));
    CREATE INDEX ON pets (tenant_id, mood);
    ALTER TABLE pets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON pets USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);

Good:
    CREATE TABLE pets (
        tenant_id bigint, id bigint, mood text NOT NULL CHECK (mood IN ('calm', 'wild')),
        PRIMARY KEY (tenant_id, id)
    );
    CREATE INDEX ON pets (tenant_id, mood);
    ALTER TABLE pets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON pets USING (tenant_id = current_setting('app.tenant')::bigint)
        WITH CHECK (tenant_id = current_setting('app.tenant')::bigint);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Index, IndexKey, Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

# operators of these are not leakproof (pg_proc.proleakproof of their comparison functions)
_LEAKY = {"citext", "numeric", "jsonb", "tsvector", "tsquery", "ltree", "hstore"}


@rule.check(Index, level=Level.WARNING, category=Category.INDEXES)
def index_useless_under_policies(subject: Subject, table: Table, index: Index) -> Flaws:
    """An index whose first telling key cannot be a condition under a policy."""
    if not (table.row_security and table.policies) or index.unique or index.predicate is not None:
        return
    if index.method not in {"btree", "hash", "gin", "gist"}:
        return
    key = next((key for key in index.keys if key.column is None or key.column != subject.tenant), None)
    leaky = None if key is None else _leaky(subject, table, key)
    if leaky is not None:
        advice = (
            "Filter by text with a check instead, make partial indexes for the values that matter, or search through"
            " a security-definer function that states the tenant itself."
        )
        yield Flaw(f"{leaky}: under the table's policies it cannot be an index condition", advice=advice)


def _leaky(subject: Subject, table: Table, key: IndexKey) -> str | None:
    """Why a key's operators leak; None if they do not, as far as its type tells."""
    if key.column is None:
        return f"{key.expression} is an expression, whose function may leak"
    column = table.column(key.column)
    return f"{column.name} is {column.type}" if _is_leaky(subject, column) else None


def _is_leaky(subject: Subject, column: Column) -> bool:
    base = subject.base_type(column).rpartition(".")[2].partition("(")[0]
    return column.array or subject.is_enum(column) or base in _LEAKY or base.endswith("range")
