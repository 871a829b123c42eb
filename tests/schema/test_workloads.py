"""The workloads: each query runs as its role within its tenant, and knows of soft delete."""

from __future__ import annotations

import json
import re

import psycopg
import pytest
from psycopg import sql
from reference import DOMAINS, ROOT, Campus, metadata

from pgworkbench.bench.plan import Node, nodes
from pgworkbench.brief import read_brief
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, check_workload, read_workload
from pgworkbench.workload.parameters import accept_values, draw, yielded

WORKLOAD = read_workload(*sorted((ROOT / "schema" / "workloads").glob("*.sql")))
SOFT = {table.name for table in metadata.tables.values() if "deleted_at" in table.columns}


def each() -> list[object]:
    return [pytest.param(query, id=query.name) for query in WORKLOAD.queries]


def test_every_domain_has_a_workload_and_a_third_of_it_writes() -> None:
    assert {query.domain for query in WORKLOAD.queries} == set(DOMAINS)
    writes = [query for query in WORKLOAD.queries if query.kind is QueryKind.WRITE]
    assert len(WORKLOAD.queries) >= 70
    assert len(writes) / len(WORKLOAD.queries) > 0.3


@pytest.mark.parametrize("query", each())
def test_a_query_says_what_it_is_for_how_often_and_how_fast(query: Query) -> None:
    assert len(query.purpose) > 20
    assert query.calls_per_hour
    assert query.target_ms
    assert query.role in set(metadata.info["roles"].values())
    assert query.params or not query.parameters


@pytest.mark.database
def test_every_query_is_plannable_as_its_role_within_its_tenant(campus: Campus) -> None:
    """R-CHK-2."""
    with campus.database.connect(autocommit=True) as connection:
        problems = check_workload(connection, WORKLOAD, campus.database.roles)
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("query", each())
def test_a_query_names_deleted_at_wherever_a_table_has_it(query: Query) -> None:
    """R-EDGE-2: the policy hides deleted rows anyway; the predicate lets partial indexes serve."""
    if query.role != "campus_application":
        return
    reads = re.findall(r"(?:FROM|JOIN|UPDATE)\s+(\w+)", query.sql)
    soft = [table for table in reads if table in SOFT]
    assert query.sql.count("deleted_at IS NULL") >= len(soft), f"{soft} without deleted_at IS NULL"


def test_the_brief_speaks_of_every_table_and_keeps_its_size() -> None:
    """R-ASK."""
    brief = read_brief(ROOT / "schema" / "brief.toml")
    assert set(brief.tables) == set(metadata.tables)
    for name, table in brief.tables.items():
        said = (table.production, table.growth, table.retention, table.consistency, table.why)
        assert None not in said, name
    assert 5_000 <= sum(brief.volumes("tiny").values()) <= 12_000
    assert sum(brief.volumes("small").values()) <= 320_000
    assert max(brief.tables, key=lambda name: brief.tables[name].rows) == "leads"


def shape(statement: str) -> str:
    """A query without its values and its layout: two of one shape are one query told twice."""
    bare = re.sub(r"%\(\w+\)s|'(?:[^']|'')*'|\b\d+\b", "?", statement)
    return re.sub(r"\s+", " ", bare).strip().lower()


def test_no_two_queries_have_one_shape() -> None:
    told: dict[str, list[str]] = {}
    for query in WORKLOAD.queries:
        told.setdefault(shape(query.statement), []).append(query.name)
    assert [names for names in told.values() if len(names) > 1] == []


SHOWN = ("Node Type", "Operation", "Join Type", "Relation Name", "Index Name", "Index Cond", "Filter", "Sort Key")


def plan_shape(plan: Node) -> str:
    """What is done to which table by which index, without values; of a write what it sets, of a function the call."""
    kept = [[node.get(key) for key in SHOWN] for _, node in nodes(plan)]
    told = {"Result": plan, "ModifyTable": plan.get("Plans", [plan])[0]}.get(plan["Node Type"])
    return shape(json.dumps([kept, told and told["Output"]]))


@pytest.mark.database
def test_no_two_queries_have_one_plan(tiny: Database) -> None:
    told: dict[str, list[str]] = {}
    with tiny.connect(autocommit=True) as connection:
        for query in WORKLOAD.queries:
            told.setdefault(plan_shape(explained(tiny, connection, query)), []).append(query.name)
    assert [names for names in told.values() if len(names) > 1] == []


def explained(database: Database, connection: psycopg.Connection, query: Query) -> Node:
    """Its plan as on large tables: where an index serves, it is used."""
    accept_values(connection)
    values = next(iter(draw(connection, query, 1)), None) or yielded(connection, query)
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL enable_seqscan = off")
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(database.roles[query.role or ""])))
        for name, value in query.settings_for({key: given.text for key, given in values.items()}):
            connection.execute("SELECT set_config(%s, %s, true)", [name, value])
        asked = f"EXPLAIN (VERBOSE, FORMAT JSON) {query.statement}".encode()
        row = connection.execute(asked, dict(values)).fetchone()
    assert row is not None
    return row[0][0]["Plan"]


@pytest.mark.database
def test_every_query_has_rows_for_a_heavy_tenant_and_a_light_one(tiny: Database) -> None:
    """In ten thousand rows a few tables belong to one tenant alone; not one query in fifteen asks such a table."""
    tenants = {}
    with tiny.connect(autocommit=True) as connection:
        for query in WORKLOAD.queries:
            if "tenant_id" in query.parameters or any(":tenant_id" in value for _, value in query.settings):
                rows = connection.execute(tiny.localise(query.params or "").encode()).fetchall()
                tenants[query.name] = len({row[0] for row in rows})
    assert len(tenants) > 70
    assert sum(count < 2 for count in tenants.values()) < len(tenants) / 15
