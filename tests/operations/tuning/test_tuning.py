"""Settings are measured before they are proposed: counts and plans are tested, seconds never."""

from __future__ import annotations

import psycopg
import pytest

from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.operations.pooling import Machine, size
from pgworkbench.operations.settings import server_settings
from pgworkbench.operations.tuning import (
    Candidate,
    Compressed,
    measure_compression,
    measure_hot,
    measure_log,
    try_settings,
)
from pgworkbench.operations.tuning.planner import interval
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload

STOCK = """
CREATE SCHEMA "Lager %";
CREATE TABLE "Lager %"."Be stand" (id int PRIMARY KEY, "n" int NOT NULL, pad text NOT NULL DEFAULT repeat('x', 100),
    note text);
INSERT INTO "Lager %"."Be stand" SELECT n, n, repeat('x', 100) FROM generate_series(1, 3000) AS n;
VACUUM (FULL, ANALYZE) "Lager %"."Be stand";
"""
KNOWN = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
TABLE = Name("Lager %", "Be stand")


def stock(database: Database) -> Catalog:
    with database.connect(autocommit=True) as connection:
        for statement in STOCK.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
        return read_catalog(connection)


def test_free_space_turns_updates_into_hot_ones_and_this_is_counted(scratch: Database) -> None:
    params = "SELECT n * 50 AS id FROM generate_series(1, 50) AS n"
    workload = Workload((
        Query("add", 'UPDATE "Lager %"."Be stand" SET n = n + 1 WHERE id = :id', params=params),
        Query("refused", 'UPDATE "Lager %"."Be stand" SET n = NULL WHERE id = :id', params=params),
    ))  # fmt: skip
    (found,) = measure_hot(scratch, stock(scratch), workload)
    assert (found.table, found.updates, found.spaced) == (TABLE, 50, 50)
    assert found.full < 10  # a page that is hit twice has room where the first version lay
    assert found.proposed
    with scratch.connect() as connection:
        assert connection.execute('SELECT count(*) FROM "Lager %"."Be stand" WHERE n <> id').fetchone() == (0,)


def test_an_update_of_an_index_gains_nothing(scratch: Database) -> None:
    stock(scratch)
    with scratch.connect(autocommit=True) as connection:
        connection.execute('CREATE INDEX ON "Lager %"."Be stand" (n)')
        catalog = read_catalog(connection)
    change = Query("add", 'UPDATE "Lager %"."Be stand" SET n = n + 1 WHERE id < 100')
    (found,) = measure_hot(scratch, catalog, Workload((change,)))
    assert (found.updates, found.full, found.spaced, found.proposed) == (99, 0, 0, False)


def test_a_setting_is_proposed_only_if_a_plan_changes(scratch: Database) -> None:
    """R-PERF-4: what changes no plan is said so, and not timed."""
    stock(scratch)
    workload = Workload(
        (Query("sum", 'SELECT sum(n) FROM "Lager %"."Be stand"'), Query("write", "DELETE FROM nowhere"))
    )
    memory, scan = try_settings(
        scratch, workload, [Candidate("work_mem", "4MB", "8MB"), Candidate("enable_seqscan", "on", "off")]
    )
    assert (memory.changed, memory.ratio, memory.proposed, memory.queries) == ((), None, False, 1)
    assert "no plan of 1 reads changes" in memory.verdict
    assert scan.changed in {(), ("sum",)}  # 18 adds a cost, and the plan stays; 16 does not
    with pytest.raises(psycopg.errors.UndefinedObject):
        try_settings(scratch, workload, [Candidate("no_such_setting", "a", "b")])


def test_plans_that_change_are_timed(scratch: Database) -> None:
    stock(scratch)
    few = Query("few", 'SELECT * FROM "Lager %"."Be stand" WHERE id = 7')
    (tried,) = try_settings(scratch, Workload((few,)), [Candidate("enable_indexscan", "on", "off")])
    assert tried.changed == ("few",)
    assert tried.ratio is not None
    assert "1 of 1 reads plan otherwise" in tried.verdict


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [([2.0] * 9, [1.0] * 9, 2.0), ([1.0] * 9, [4.0] * 9, 0.25), ([1.0] * 9, [1.0] * 9, 1.0)],
)
def test_the_ratio_is_of_weighted_medians(before: list[float], after: list[float], ratio: float) -> None:
    assert interval([(before, after)], [3.0], seed=1) == (ratio, ratio, ratio)


def test_log_is_counted_for_each_write(scratch: Database) -> None:
    stock(scratch)
    workload = Workload((
        Query("one", 'INSERT INTO "Lager %"."Be stand" VALUES (-1, 1)', calls_per_hour=2),
        Query("hundred", 'INSERT INTO "Lager %"."Be stand" SELECT -n, n FROM generate_series(1, 100) AS n'),
        Query("taken", 'INSERT INTO "Lager %"."Be stand" VALUES (1, 1)'),
        Query("read", "SELECT 1"),
        Query("nothing", "DELETE FROM pg_class WHERE oid = :a", params="SELECT 1 AS a WHERE false"),
    ))  # fmt: skip
    found = measure_log(scratch, workload)
    assert set(found.bytes) == {"one", "hundred"}
    assert 100 < found.bytes["one"] < found.bytes["hundred"]
    assert found.a_year(workload) == pytest.approx(found.bytes["one"] * 2 * 8766)
    assert [line.partition(":")[0] for line in found.not_run] == ["taken", "nothing"]


def test_long_values_are_weighed_with_both_methods(scratch: Database) -> None:
    stock(scratch)
    with scratch.connect(autocommit=True) as connection:
        connection.execute('UPDATE "Lager %"."Be stand" SET note = repeat(\'abc \', 2000) WHERE id <= 10')
        has = connection.execute(
            "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
        ).fetchone()
        catalog = read_catalog(connection)
    measured = measure_compression(scratch, catalog)
    assert (measured is not None) is (has == (True,))
    found = measured or ()
    assert [(each.table, each.column, each.rows) for each in found] == ([(TABLE, "note", 10)] if has == (True,) else [])
    assert all(0 < each.pglz < 80_000 and 0 < each.lz4 < 80_000 for each in found)
    assert all(each.pglz_ms > 0 and each.lz4_ms > 0 for each in found)


@pytest.mark.parametrize(
    ("pglz", "lz4", "proposed"),
    [((100, 9.0), (109, 5.0), True), ((100, 9.0), (120, 5.0), False), ((100, 5.0), (90, 9.0), False)],
)
def test_compression_is_proposed_by_bytes_and_by_time(
    pglz: tuple[int, float], lz4: tuple[int, float], *, proposed: bool
) -> None:
    """Never by the name of a method: a tenth more room at most, and less time."""
    seen = Compressed(TABLE, "note", 10, pglz[0], lz4[0], pglz[1], lz4[1])
    assert seen.proposed is proposed
    settings = {each.name: each for each in server_settings(Machine(), size(Workload(), Machine()), (), [seen])}
    assert settings["default_toast_compression"].value == ("lz4" if proposed else "pglz")
    assert settings["default_toast_compression"].evidence.startswith("measured: long values of 1 columns")


@pytest.mark.parametrize(("found", "said"), [(None, "not measured with lz4"), ((), "no value of 2 kB")])
def test_compression_that_was_not_measured_is_not_said_to_be(found: tuple[Compressed, ...] | None, said: str) -> None:
    settings = {each.name: each for each in server_settings(Machine(), size(Workload(), Machine()), (), found)}
    assert said in settings["default_toast_compression"].evidence


def test_values_of_every_kind_are_weighed_and_compressed_ones_made_anew(scratch: Database) -> None:
    """A column that is compressed already, by either method, or stored outside, weighs what it would anew."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE public.long (a text COMPRESSION pglz, b jsonb, c text[], d bytea, e text STORAGE EXTERNAL);"
            "INSERT INTO public.long SELECT t, to_jsonb(t), ARRAY[t], convert_to(t, 'UTF8'), t"
            "  FROM (SELECT repeat('word ' || n, 900) FROM generate_series(1, 20) AS n) AS x (t)"
        )
        before = connection.execute("SELECT sum(pg_column_size(a)) FROM public.long").fetchone()
        (has,) = connection.execute(KNOWN).fetchone() or (False,)
        catalog = read_catalog(connection)
    found = {each.column: each for each in measure_compression(scratch, catalog) or ()}
    assert set(found) == ({*"abcde"} if has else set())
    assert all(each.rows == 20 and each.pglz < 40_000 and each.lz4 < 40_000 for each in found.values())
    assert not has or before == (found["a"].pglz,)
