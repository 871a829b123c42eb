"""A constraint whose name does not say what it keeps.

What: the name of a primary key, unique, check or exclusion constraint is not `{table}_{columns}_{type}_constraint`
    (configurable). The tenant's column may be left out, words may be added; of a check only the table and the type are
    asked for.
Why: the name is all that an error message shows, and what a migration must say to change it.
Wrong when: another convention is in force (configure the template).
Source: R-NAME; Atlas NM101 to NM106; pgrubic NM001 to NM009.

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY);

Good:
    CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY);
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, ConstraintKind, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import TYPES, constraint_name, constraint_template, fits, named_columns
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Constraint, level=Level.NOTICE, category=Category.NAMES)
def constraint_name_style(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A constraint named otherwise than by template."""
    if constraint.kind not in TYPES:
        return
    template = constraint_template(subject, constraint.kind)
    is_check = constraint.kind is ConstraintKind.CHECK
    columns = "" if is_check else named_columns(subject, constraint.columns)
    if fits(template, constraint.name, table=table.name.name, columns=columns, type=TYPES[constraint.kind]):
        return
    wanted = constraint_name(subject, table, constraint.kind, constraint.columns or ["row"])
    if any(other.name == wanted for other in table.constraints):
        yield Flaw(
            "its name is not by template", advice=f"The name {wanted} is taken: say in a word what this one keeps."
        )
        return
    fix = ddl(
        "ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new};", table=table.name, old=constraint.name, new=wanted
    )
    yield Flaw(f"its name does not follow {template}", fix, details={"wanted": wanted})
