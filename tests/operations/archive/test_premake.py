"""Partitions are there before the first row needs them, drain the default one, and guarded as siblings are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from operations.archive.history import NOW, ROWS, TABLE, fill, make, named, partitions, rows, run
from psycopg import sql

from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import RefusedError
from pgworkbench.operations.archive import make_ahead
from pgworkbench.server import Database


def ahead(database: Database, steps: int = 2, now: datetime = NOW, table: Name = TABLE) -> list[str]:
    with database.connect(autocommit=True) as connection:
        return [name.name for name in make_ahead(connection, table, now, steps)]


def test_this_month_and_those_ahead_are_made_once(scratch: Database) -> None:
    make(scratch)
    assert ahead(scratch) == ["Book p2026_06", "Book p2026_07", "Book p2026_08"]
    assert ahead(scratch) == []
    fill(scratch, "2026-07-01 00:00+00")


def test_the_default_partition_is_drained_into_the_months_that_it_kept(scratch: Database, tmp_path: Path) -> None:
    """R-SUG-3: rows that came too early or too late go where archiving finds them; no row moves for a reader."""
    make(scratch, default=True)
    fill(scratch, "2025-11-01 00:00+00")
    fill(scratch, "2026-07-01 00:00+00")
    with scratch.connect(autocommit=True) as connection:
        connection.execute(sql.SQL("""INSERT INTO {} ("when") VALUES ('infinity'), ('-infinity')""").format(named()))
        connection.execute(
            sql.SQL(
                "CREATE FUNCTION public.alarm() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN RAISE EXCEPTION ''a row was deleted''; END'; "
                "CREATE TRIGGER t AFTER DELETE ON {} FOR EACH ROW EXECUTE FUNCTION public.alarm()"
            ).format(named())
        )
    before = rows(scratch)
    assert ahead(scratch, 0) == ["Book p2026_06", "Book p2025_11", "Book p2026_07"]
    assert rows(scratch) == before
    assert len(rows(scratch, Name(TABLE.schema, "rest"))) == 2  # dated infinity: no month is theirs
    assert run(scratch, tmp_path).rows == 4 * ROWS


def test_a_new_partition_is_guarded_as_its_siblings_are(scratch: Database) -> None:
    make(scratch)
    last = Name(TABLE.schema, "Book p2026_05")
    with scratch.server.scratch("guard", roles=["reader", "keeper"]) as database:
        make(database)
        reader, keeper = (sql.Identifier(database.roles[name]) for name in ("reader", "keeper"))
        with database.connect(autocommit=True) as connection:
            for each in (
                "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY", "ALTER TABLE {t} FORCE ROW LEVEL SECURITY",
                "CREATE POLICY \"p %s\" ON {t} AS RESTRICTIVE FOR UPDATE TO {r} USING (id > 1) WITH CHECK (x <> '%')",
                "GRANT SELECT, INSERT ON {t} TO {r}", "ALTER TABLE {t} OWNER TO {k}",
                "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
            ):  # fmt: skip
                connection.execute(sql.SQL(each).format(t=named(last), r=reader, k=keeper))  # type: ignore[arg-type]
            name = make_ahead(connection, TABLE, NOW, 0)[0]
            catalog = read_catalog(connection)
        model, made = catalog.table(last), catalog.table(name)
        assert made.row_security
        assert made.force_row_security
        assert (made.policies, made.grants, made.owner) == (model.policies, model.grants, model.owner)
        assert {index.columns for index in made.indexes} == {index.columns for index in model.indexes}


@pytest.mark.parametrize(
    ("kind", "bounds", "now", "names"),
    [
        ("date", [("2026-01-05", "2026-01-12")], datetime(2026, 1, 20, tzinfo=UTC), ["t_p2026_01_19", "t_p2026_01_26"]),
        ("timestamp", [("2026-01-01", "2026-04-01")], datetime(2026, 5, 3, tzinfo=UTC), ["t_p2026_04", "t_p2026_07"]),
        ("timestamptz", [("2026-01-01 00:00+00", "2027-01-01 00:00+00")], datetime(2027, 2, 1, tzinfo=UTC),
         ["t_p2027_01", "t_p2028_01"]),
        ("timestamptz", [("2026-01-01 00:00+00", "2026-01-01 06:00+00")], datetime(2026, 1, 1, 7, tzinfo=UTC),
         ["t_p2026_01_01_0600", "t_p2026_01_01_1200"]),
        ("timestamptz", [], datetime(2026, 1, 31, tzinfo=UTC), ["t_p2026_01", "t_p2026_02"]),
        ("date", [("MINVALUE", "2026-02-01")], datetime(2026, 1, 31, tzinfo=UTC), ["t_p2026_02"]),
    ],
)  # fmt: skip
def test_width_and_name_follow_what_is_there(
    scratch: Database, kind: str, bounds: list[tuple[str, str]], now: datetime, names: list[str]
) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(f"CREATE TABLE public.t (at {kind} NOT NULL) PARTITION BY RANGE (at)")
        for lower, upper in bounds:
            low = lower if lower == "MINVALUE" else f"'{lower}'"
            connection.execute(f"CREATE TABLE public.first PARTITION OF t FOR VALUES FROM ({low}) TO ('{upper}')")
        assert [each.name for each in make_ahead(connection, Name("public", "t"), now, 1)] == names
        assert make_ahead(connection, Name("public", "t"), now, 1) == ()


def test_a_table_that_is_in_use_is_left_alone_after_a_while(scratch: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgworkbench.operations.archive.partitions.LOCK_SECONDS", 0.2)
    make(scratch, default=True)
    with scratch.connect() as other:
        other.execute(sql.SQL("LOCK TABLE {}").format(named()))
        with pytest.raises(RefusedError, match="locked by somebody"):
            ahead(scratch)
    assert len(partitions(scratch)) == 6
