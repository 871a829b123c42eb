"""A seeded database grows, and what was there stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from psycopg import sql
from seeding.library import AS_OF, LOANS, PLANS, READER_PLAN, READERS, VOLUMES

from pgworkbench.errors import SeedError, WorkbenchError
from pgworkbench.seeding import Generation, Manifest, seed, top_up, verify
from pgworkbench.seeding.manifest import parse_manifest
from pgworkbench.seeding.plan import count_of
from pgworkbench.server import Database

pytestmark = pytest.mark.database

LARGER = {"libraries": 9, READERS: 1400, "cards": 900, "books": 150, "loans": 5000, "wishes": 3000, "diary": 60}
KEPT = {"loans", "paid", "last_loan"}
LATER = AS_OF + timedelta(days=120)


def rows(database: Database, table: str, columns: list[str]) -> set[Any]:
    schema, _, name = table.rpartition(".")
    query = sql.SQL("SELECT ({})::text FROM {}").format(
        sql.SQL("ROW({})").format(sql.SQL(", ").join(map(sql.Identifier, columns))),
        sql.Identifier(*([schema] if schema else []), name),
    )
    with database.connect(autocommit=True) as connection:
        return {row for (row,) in connection.execute(query).fetchall()}


@pytest.fixture
def first(library: Database) -> Manifest:
    return seed(library, PLANS, VOLUMES, seed=7, as_of=AS_OF)


@pytest.mark.parametrize("grown", [Generation(LARGER, LATER), Generation(LARGER, AS_OF), Generation(VOLUMES, LATER)])
def test_growth_adds_rows_and_changes_none(library: Database, first: Manifest, grown: Generation) -> None:
    tables = {plan.table: [name for name in plan.columns if name not in KEPT] for plan in PLANS if plan.columns}
    before = {table: rows(library, table, columns) for table, columns in tables.items()}
    second = top_up(library, PLANS, first, grown)
    for table, columns in tables.items():
        after = rows(library, table, columns)
        assert before[table] <= after
        assert len(after) == grown.volumes[table] == second.tables[table].rows
    assert verify(library, PLANS, second) == ()
    assert parse_manifest(second.text()) == second


def test_what_triggers_keep_is_brought_up_to_date(library: Database, first: Manifest) -> None:
    second = top_up(library, PLANS, first, Generation({**VOLUMES, "loans": LARGER["loans"]}, LATER))
    wrong = """
        SELECT count(*) FROM "My Shop"."Reader ""%" r
          LEFT JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(fee), 0) AS paid, max(at) AS at FROM loans l
                              WHERE (l.library, l.reader) = (r.library, r.id)) AS own ON true
         WHERE (loans, r.paid) <> (own.n, own.paid) OR r.last_loan IS DISTINCT FROM own.at
    """
    with library.connect(autocommit=True) as connection:
        assert connection.execute(wrong).fetchone() == (0,)
    assert second.tables[READERS].digest != first.tables[READERS].digest
    assert verify(library, PLANS, second) == ()


def test_it_grows_again_and_again(library: Database, first: Manifest) -> None:
    second = top_up(library, PLANS, first, Generation(LARGER, LATER))
    larger = {table: volume * 2 for table, volume in LARGER.items()}
    third = top_up(library, PLANS, second, Generation(larger, LATER + timedelta(days=1)))
    assert verify(library, PLANS, third) == ()
    assert third.rows == sum(larger.values())
    assert len(third.generations) == 3


def test_a_plan_whose_older_rows_would_change_is_refused(library: Database, first: Manifest) -> None:
    columns = {**READER_PLAN.columns, "small": count_of("loans", "reader", kept=True)}
    keeps = replace(READER_PLAN, columns=columns)
    with pytest.raises(SeedError, match="its plan has changed since it was seeded"):
        top_up(library, [keeps if plan is READER_PLAN else plan for plan in PLANS], first, Generation(LARGER, LATER))


def test_what_follows_from_later_rows_is_refused(library: Database) -> None:
    """A loan's time that follows from a counter of all loans, later ones included."""
    due = replace(READER_PLAN, aside={**READER_PLAN.aside, "due": count_of("loans", "reader", kept=True)})
    plans = [due if plan is READER_PLAN else plan for plan in PLANS]
    manifest = seed(library, plans, VOLUMES, seed=7, as_of=AS_OF)
    with pytest.raises(SeedError, match=r"loans\.at would change in older rows"):
        top_up(library, plans, manifest, Generation({**VOLUMES, "loans": 9000}, LATER))
    assert verify(library, plans, manifest) == (), "nothing was changed"


@pytest.mark.parametrize(
    ("grown", "told"),
    [
        (Generation({**VOLUMES, "loans": 10}, LATER), "loans: volumes only grow"),
        (Generation(VOLUMES, AS_OF - timedelta(days=1)), "volumes grow towards later days"),
        (Generation({**VOLUMES, "shelves": 1}, LATER), "unknown table with a seed plan 'shelves'"),
    ],
)
def test_what_would_shrink_is_refused(library: Database, first: Manifest, grown: Generation, told: str) -> None:
    with pytest.raises(WorkbenchError, match=told):
        top_up(library, PLANS, first, grown)


def test_another_database_is_refused(library: Database, first: Manifest) -> None:
    with library.connect(autocommit=True) as connection:
        connection.execute("DELETE FROM loans WHERE nth = 1")
    with pytest.raises(SeedError, match="loans has not the 3000 rows of the manifest"):
        top_up(library, PLANS, first, Generation(LARGER, LATER))
    assert LOANS.table == "loans"
