"""The verbs of the rules' tests: SQL runs on a real server, is read as a Catalog, reviewed, and rolled back.

`finds(rule, sql, *objects)`: the rule finds exactly these objects (`table orders`), and nothing else does.
`is_clean(rule, sql)`: neither the rule nor any rule that is not mere house style finds anything.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.review import Conventions, Finding, Need, Subject, every_rule, find_rule, review
from pgworkbench.server import Server
from pgworkbench.workload import parse_workload

Read = Callable[[str], Catalog]


@pytest.fixture(scope="session")
def shared_connection(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """One connection to one empty database; whoever uses it rolls back."""
    with server.scratch("review") as database, database.connect(autocommit=False) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def connection(shared_connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """The same, rolled back after the test."""
    yield shared_connection
    shared_connection.rollback()


@pytest.fixture
def read(connection: psycopg.Connection[Any]) -> Read:
    """Run SQL on top of what has run, and read the catalog."""

    def run(sql: str) -> Catalog:
        connection.execute(sql.encode())
        return read_catalog(connection)

    return run


def asked_beside(rule: str) -> list[str]:
    """The rules that an example of this rule is held against: its own category, and all that is not house style."""
    own = find_rule(rule).category
    return [one.id for one in every_rule() if one.category is own or not one.category.is_house_style]


_CLAIM = re.compile(r"CREATE INDEX (\w+) .*?-- serves: (.*)")
_BRIEF = re.compile(r"-- brief: (.*)")
_CONVENTION = re.compile(r"-- convention: (.*)")
_QUERY = re.compile(r"-- query (\d+)/h (\w+): (.*)")
_WORKLOAD = "-- name: orders_by_day\n-- What was ordered on a day.\nSELECT 1;"


def subject(rule: str, catalog: Catalog, sql: str, **known: Any) -> Subject:
    """What an example is about: its tenant's column is called tenant_id; what else is known stands in its comments."""
    needs = find_rule(rule).needs
    if Need.CLAIMS in needs:
        known.setdefault("claims", {name: tuple(said.split(", ")) for name, said in _CLAIM.findall(sql)})
    if Need.WORKLOAD in needs:
        queries = [
            f"-- name: {name}\n-- calls per hour: {calls}\n{query}" for calls, name, query in _QUERY.findall(sql)
        ]
        known.setdefault("workload", parse_workload("\n\n".join(queries) or _WORKLOAD, path=Path("orders.sql")))
    if Need.BRIEF in needs or _BRIEF.search(sql):
        known.setdefault("brief", _brief(_BRIEF.findall(sql)))
    said = tomllib.loads("\n".join(_CONVENTION.findall(sql)))
    known.setdefault("conventions", replace(Conventions(tenant_column="tenant_id"), **said))
    return Subject(catalog, **known)


def _brief(lines: list[str]) -> Brief:
    tables = tomllib.loads("\n".join(lines))
    briefs = {name: TableBrief(**{"rows": 100, **answers}) for name, answers in tables.items()}
    return Brief("example", "An example", 1, datetime(2026, 1, 1, tzinfo=UTC), {}, briefs)


@pytest.fixture
def findings(read: Read, connection: psycopg.Connection[Any]) -> Callable[..., tuple[Finding, ...]]:
    """What the rule, and the rules beside it, find after this SQL."""

    def run(rule: str, sql: str, **known: Any) -> tuple[Finding, ...]:
        if Need.ROWS in find_rule(rule).needs:
            known.setdefault("rows", connection)
        return review(subject(rule, read(sql), sql, **known), asked_beside(rule)).findings

    return run


@pytest.fixture
def finds(
    findings: Callable[..., tuple[Finding, ...]], read: Read, connection: psycopg.Connection[Any]
) -> Callable[..., tuple[Finding, ...]]:
    """The rule finds exactly these objects, no other rule finds any, and the SQL that it offers mends them."""

    def check(rule: str, sql: str, *objects: str, **known: Any) -> tuple[Finding, ...]:
        found = findings(rule, sql, **known)
        told = [(one.rule, str(one.object)) for one in found]
        assert told == [(rule, name) for name in objects], sql
        assert len({one.key for one in found}) == len(found), "two findings share a key"
        assert all(one.fix or one.advice for one in found), "neither SQL nor advice"
        if Need.ROWS in find_rule(rule).needs:
            known.setdefault("rows", connection)
        if all(one.fix for one in found):
            mending = "\n".join(one.fix for one in found)
            after = review(subject(rule, read(mending), sql, **known), [rule])
            assert not after.findings, f"not mended by {mending}"
        return found

    return check


@pytest.fixture
def is_clean(findings: Callable[..., tuple[Finding, ...]]) -> Callable[..., None]:
    """Nothing is found."""

    def check(rule: str, sql: str, **known: Any) -> None:
        assert rule in {one.id for one in every_rule()}
        found = findings(rule, sql, **known)
        assert [(one.rule, str(one.object), one.message) for one in found] == [], sql

    return check
