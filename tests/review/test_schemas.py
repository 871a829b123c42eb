"""Whole schemas in the style of others: all that a review says of them is known, and every fix can be run.

`schemas/*.sql` were written as their makers would have written them, before the review had seen them; sound ones and
ones with mistakes planted. `-- found:` lines at the end of each file say what is right to find; missing documentation
is left out (none has any), so that each line is one judgement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from review.sarif import check_sarif

from pgworkbench.catalog import Catalog
from pgworkbench.review import Category, Conventions, Finding, Subject, accustomed, find_rule, review
from pgworkbench.review.render import as_sarif, as_sql

pytestmark = pytest.mark.database

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
_FOUND = re.compile(r"^-- found: (.+)$", re.MULTILINE)
_PLANTED = {"leaks", "migrated", "mistakes"}  # with most of what has a fix
_FOLLOWS = {  # what a fix may bring to light: the rows of a table that is no longer thrown away, an index set apart
    "unlogged-table": {"isolated-table"},
    "redundant-index": {"redundant-index"},
    "needless-index-condition": {"duplicate-index"},
    "narrow-key": {"column-type-disagreement"},
    "audit-columns-missing": {"audit-trigger-missing"},
}


@pytest.fixture(params=SCHEMAS, ids=lambda path: path.stem)
def schema(request: pytest.FixtureRequest) -> Path:
    """Each of the files."""
    return Path(request.param)


@pytest.fixture
def judge(connection: psycopg.Connection[Any], read: Callable[[str], Catalog]) -> Iterator[Callable[[str], Any]]:
    """Run SQL on top of what has run, and review it by the habits of the first schema that was judged."""
    habits: list[Conventions] = []

    def run(sql: str) -> Any:
        catalog = read(sql)
        habits.append(habits[0] if habits else accustomed(Conventions(), catalog))
        return review(Subject(catalog, conventions=habits[0]))

    yield run
    connection.rollback()


def _told(findings: tuple[Finding, ...]) -> list[str]:
    return sorted(
        f"{one.rule} {one.object.name}"
        for one in findings
        if find_rule(one.rule).category is not Category.DOCUMENTATION
    )


def test_there_are_schemas_of_many_styles() -> None:
    assert len(SCHEMAS) >= 10


def test_all_that_is_said_of_a_schema_is_known(schema: Path, judge: Callable[[str], Any]) -> None:
    text = schema.read_text("utf-8")
    assert _told(judge(text).findings) == sorted(_FOUND.findall(text))


@pytest.mark.parametrize("schema", [path for path in SCHEMAS if path.stem in _PLANTED], ids=lambda path: path.stem)
def test_every_fix_alone_mends_its_finding_and_nothing_new_is_wrong(
    schema: Path, judge: Callable[[str], Any], connection: psycopg.Connection[Any]
) -> None:
    found = judge(schema.read_text("utf-8")).findings
    known = {one.key for one in found}
    mended = 0
    for one in found:
        if one.fix and find_rule(one.rule).category is not Category.NAMES:
            with connection.transaction(force_rollback=True):
                after = judge(one.fix).findings
            assert one.key not in {other.key for other in after}, one.fix
            new = {other.rule for other in after if other.key not in known}
            assert new <= _FOLLOWS.get(one.rule, set()), one.fix
            mended += 1
    assert mended


def test_its_sarif_is_as_the_specification_has_it(schema: Path, judge: Callable[[str], Any]) -> None:
    found = judge(schema.read_text("utf-8"))
    log = json.loads(as_sarif(found, {str(one.where): ("a folder/ü.sql", 3) for one in found.findings[:3]}))
    check_sarif(log)
    assert len(log["runs"][0]["results"]) == len(found.findings)


def test_the_fixes_of_a_schema_run_as_one_file(schema: Path, judge: Callable[[str], Any]) -> None:
    found = judge(schema.read_text("utf-8"))
    sql = as_sql(found)
    after = {one.key for one in judge(sql).findings}
    left = [one.key for one in found.findings if one.fix and not one.advice and one.key in after]
    assert len(left) <= 2, left  # a grant that goes, or a key that gains a column, changes what another rule asks for
