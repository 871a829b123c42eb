"""A foreign key that no index leads with.

What: no index of the referring table begins with the foreign key's columns (in any order). A partial index whose
    condition is only that these columns are not null counts. Columns that say who acted (`created_by`, `updated_by` by
    convention) are left out.
Why: deleting or re-keying a parent row scans the whole child table while it holds the parent's lock, and so does every
    join from the parent to its children.
Wrong when: the parent's rows are never deleted nor re-keyed, and no query goes from parent to children.
Source: PostgreSQL documentation, 5.5.5 Foreign Keys ("it is often a good idea to index the referencing columns too");
    splinter 0001; pg-index-health; SchemaCrawler.

Bad:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint PRIMARY KEY,
        customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT
    );

Good:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint PRIMARY KEY,
        customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id);
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Constraint, Index, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.expression import names_in, without_parentheses
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import unused_index_name
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_USABLE = {"btree", "hash"}  # methods that find rows by equality of a column


@rule.check(Constraint, level=Level.WARNING, category=Category.INDEXES)
def foreign_key_without_index(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A foreign key with no usable index that starts with its columns."""
    if constraint.reference is None or _only_says_who_acted(subject, constraint):
        return
    if any(_serves(index, constraint.columns) for index in table.indexes) or _has_twin(table, constraint):
        return
    columns = constraint.columns
    fix = ddl(
        "CREATE INDEX {name} ON {table} ({columns});",
        name=unused_index_name(subject, table, columns, "btree"),
        table=table.name,
        columns=columns,
    )
    refer = "refers" if len(columns) == 1 else "refer"
    yield Flaw(
        f"no index begins with {', '.join(columns)}, which {refer} to {constraint.reference.table}",
        fix,
        details={"columns": columns, "parent": str(constraint.reference.table)},
    )


def _only_says_who_acted(subject: Subject, constraint: Constraint) -> bool:
    named = set(constraint.columns) - {subject.tenant}
    return bool(named) and named <= set(subject.conventions.actor_columns)


def _has_twin(table: Table, constraint: Constraint) -> bool:
    """Whether an earlier foreign key has the same columns: one index will serve both, and one finding says so."""
    own = set(constraint.columns)
    return any(set(other.columns) == own and other.name < constraint.name for other in table.foreign_keys)


def _serves(index: Index, columns: tuple[str, ...]) -> bool:
    if not index.valid or index.method not in _USABLE or not _is_whole(index, columns):
        return False
    return set(index.columns[: len(columns)]) == set(columns)


def _is_whole(index: Index, columns: tuple[str, ...]) -> bool:
    """Whether the index holds every row that the foreign key may point from: those where no column is null."""
    if index.predicate is None:
        return True
    tests = re.split(r"\bAND\b", without_parentheses(index.predicate))
    allowed = {*columns, "IS", "NOT", "NULL"}
    return all(without_parentheses(test).endswith("IS NOT NULL") and names_in(test) <= allowed for test in tests)
