"""A foreign key whose name does not say what refers to what.

What: the name is not `fk_{child}_{parent}`, or that with the columns where they are not simply the parent's
    (`fk_orders_people_packed_by`); the longer form is always accepted.
Why: the name is all that an error message shows: `violates foreign key constraint "fk_orders_customers"` can be acted
    upon.
Wrong when: another convention is in force (configure the template).
Source: R-NAME; Atlas NM103; pgrubic NM003.

Bad:
    CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
        customer_id bigint NOT NULL CONSTRAINT belongs REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id);

Good:
    CREATE TABLE customers (id bigint CONSTRAINT customers_id_primary_constraint PRIMARY KEY);
    CREATE TABLE orders (
        id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY,
        customer_id bigint NOT NULL CONSTRAINT fk_orders_customers REFERENCES customers ON DELETE RESTRICT
    );
    CREATE INDEX orders_customer_id_btree_idx ON orders (customer_id);
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import fits, foreign_key_name, is_parents_own, named_columns
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Constraint, level=Level.NOTICE, category=Category.NAMES)
def foreign_key_name_style(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A foreign key named otherwise than by template."""
    parent = subject.target(constraint)
    if parent is None:
        return
    columns = named_columns(subject, constraint.columns)
    words = {"child": table.name.name, "parent": parent.name.name, "columns": columns}
    templates = subject.conventions.templates
    if fits(templates.foreign_key_of_column, constraint.name, **words):
        return
    own = named_columns(subject, _distinctive(constraint))
    may_be_short = not own or is_parents_own(own, parent) or columns == subject.tenant
    if may_be_short and fits(templates.foreign_key, constraint.name, **words):
        return
    wanted = foreign_key_name(subject, table, constraint.columns, parent)
    if any(other.name == wanted for other in table.constraints):
        yield Flaw("its name is not by template", advice=f"The name {wanted} is taken: add the columns to one of them.")
        return
    fix = ddl(
        "ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new};", table=table.name, old=constraint.name, new=wanted
    )
    yield Flaw(f"its name does not follow {templates.foreign_key}", fix, details={"wanted": wanted})


def _distinctive(constraint: Constraint) -> tuple[str, ...]:
    """The columns that are called otherwise than what they refer to."""
    far = constraint.reference.columns if constraint.reference else ()
    return tuple(own for own, other in zip(constraint.columns, far, strict=True) if own != other)
