"""R-INT-4: of all pairs of states, those that may follow each other pass, and the others are refused by name."""

from __future__ import annotations

import importlib
from itertools import permutations

import pytest
from psycopg import sql
from psycopg.errors import CheckViolation
from reference import Campus

from pgworkbench.catalog import Catalog

pytestmark = pytest.mark.database

# Where each machine is told in the models: its table, its module and the constant.
MACHINES = {
    "campaigns": ("campaigns", "STEPS"),
    "ads_templates": ("campaigns", "TEMPLATE_STEPS"),
    "leads": ("leads", "STEPS"),
    "cycles": ("cycles", "STEPS"),
    "campuses": ("campuses", "STEPS"),
    "blog_posts": ("content", "POST_STEPS"),
    "pages": ("content", "PAGE_STEPS"),
    "courses": ("courses", "COURSE_STEPS"),
    "course_runs": ("courses", "RUN_STEPS"),
    "enrollments": ("courses", "ENROLLMENT_STEPS"),
}


def steps(table: str) -> dict[str, tuple[str, ...]]:
    module, constant = MACHINES[table]
    return dict(getattr(importlib.import_module(f"schema.{module}"), constant))


def test_every_machine_is_here(catalog: Catalog) -> None:
    built = {str(t.name) for t in catalog.base_tables for g in t.triggers if g.function.name == "enforce_transition"}
    assert built == set(MACHINES)


@pytest.mark.parametrize("table", MACHINES)
def test_of_all_steps_only_those_that_may_follow(campus: Campus, table: str) -> None:
    allowed, name = steps(table), sql.Identifier(table)
    tried = {True: 0, False: 0}
    own = sql.SQL("WHERE tenant_id = {}").format(sql.Literal(campus.row("tenants")["id"]))
    with campus.transaction(role=None) as connection:
        quiet = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname <> %s"
        for (trigger,) in connection.execute(quiet, [table, f"{table}_status_trigger"]).fetchall():
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(name, sql.Identifier(trigger)))
        rules = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
        for (rule,) in connection.execute(rules, [table]).fetchall():
            connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(name, sql.Identifier(rule)))
        for here, there in permutations(allowed, 2):
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(sql.SQL("UPDATE {} SET status = {} {}").format(name, sql.Literal(here), own))
            connection.execute("SET LOCAL session_replication_role = origin")
            step = sql.SQL("UPDATE {} SET status = {} {}").format(name, sql.Literal(there), own)
            may = there in allowed[here]
            tried[may] += 1
            if may:
                with connection.transaction(force_rollback=True):
                    assert connection.execute(step).rowcount > 0, (here, there)
            else:
                with pytest.raises(CheckViolation) as refused, connection.transaction():
                    connection.execute(step)
                assert refused.value.diag.constraint_name == f"{table}_status_step_check_constraint"
    assert min(tried.values()) > 0
