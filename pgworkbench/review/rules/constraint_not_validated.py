"""A constraint that was added NOT VALID and never validated.

What: a foreign key or check constraint is not validated. One that is NOT ENFORCED says what it is.
Why: rows from before it may break the rule, so neither a reader nor the planner may rely on it; and a restore from a
    dump may fail on them.
Wrong when: old rows are known to break the rule and must stay.
Source: PostgreSQL documentation, ALTER TABLE, VALIDATE CONSTRAINT; pg-index-health; squawk
    constraint-missing-not-valid.

Bad:
    CREATE TABLE payments (id bigint PRIMARY KEY, cents bigint NOT NULL);
    ALTER TABLE payments ADD CONSTRAINT positive CHECK (cents > 0) NOT VALID;

Good:
    CREATE TABLE payments (id bigint PRIMARY KEY, cents bigint NOT NULL);
    ALTER TABLE payments ADD CONSTRAINT positive CHECK (cents > 0) NOT VALID;
    ALTER TABLE payments VALIDATE CONSTRAINT positive;
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Constraint, level=Level.WARNING, category=Category.KEYS)
def constraint_not_validated(_: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A constraint that the server enforces for new rows only."""
    if constraint.validated or not constraint.enforced:
        return
    fix = ddl("ALTER TABLE {table} VALIDATE CONSTRAINT {name};", table=table.name, name=constraint.name)
    yield Flaw("it holds for new rows only; nobody has checked the old ones", fix)
