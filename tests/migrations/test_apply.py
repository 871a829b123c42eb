"""Files taken to a database and back: with dbmate in turns, with everything that could go wrong looked for before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from migrations.folders import SHOP, dbmate, one, run, tables, target, write

from pgworkbench.errors import ApplyError, ContentError, RefusedError, ServerError
from pgworkbench.migrations.apply import How, Moment, Pace, Standing, Target, apply, rollback, status
from pgworkbench.migrations.structure import structure
from pgworkbench.migrations.verdicts import Outcome
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
IMPATIENT = Pace(lock_timeout="20ms", attempts=2, pause=0.0, wait=0.0)


def outcome(verdicts: tuple[object, ...], name: str) -> tuple[Outcome, str]:
    return next((v.outcome, v.said) for v in verdicts if v.name == name)


def test_up_back_and_up_again(server: Server, scratch: Database, tmp_path: Path) -> None:
    """R-MIG-1, R-MIG-2: every file once, in order, with what was seen before and after."""
    at = target(scratch, write(tmp_path, SHOP, chain=True), server=server)
    assert len(status(at).pending) == 4
    up = apply(at)
    assert [ran.file[15:-4] for ran in up.ran] == ["create_shop", "rules", "index_at", "notes"]
    assert up.is_good, up.text()
    assert outcome(up.after, "structure")[0] is Outcome.PASSED
    assert status(at).is_current
    whole = structure(scratch)
    assert apply(at).ran == ()
    run(scratch, 'DELETE FROM "Läden"."Order""s %s.x"')
    back = rollback(at, steps=4)
    assert [ran.file[15:-4] for ran in back.ran] == ["notes", "index_at", "rules", "create_shop"]
    assert tables(scratch) == {"schema_migrations"}
    apply(at)
    assert structure(scratch) == whole


def test_dbmate_and_ours_take_turns(scratch: Database, tmp_path: Path) -> None:
    """R-MIG-1: the same table says to both what is applied."""
    at = target(scratch, write(tmp_path, SHOP))
    apply(at, How(to="20260101000001"))
    assert "Applied: 2" in dbmate(scratch, tmp_path, "status")
    dbmate(scratch, tmp_path, "up")
    assert status(at).is_current
    rollback(at)
    assert "Pending: 1" in dbmate(scratch, tmp_path, "status")
    dbmate(scratch, tmp_path, "rollback")
    assert [entry.standing for entry in status(at).entries] == [Standing.APPLIED] * 2 + [Standing.PENDING] * 2
    assert len(apply(at).ran) == 2


def test_what_fails_is_told_with_its_line_and_nothing_of_its_file_stays(scratch: Database, tmp_path: Path) -> None:
    files = {
        "20260101000000_one": ("", "CREATE TABLE a (x int);", "DROP TABLE a;"),
        "20260101000001_two": (
            "",
            "CREATE TABLE b (x int);\n\nSELECT 1,\n  1 / (x - x) FROM (SELECT 1 AS x) AS s;",
            "",
        ),
        "20260101000002_six": ("", "CREATE TABLE c (x int);", "DROP TABLE c;"),
    }
    with pytest.raises(ApplyError, match=r"20260101000001_two\.sql:4: division by zero; nothing of this file was kept"):
        apply(target(scratch, write(tmp_path, files)))
    assert tables(scratch) == {"a", "schema_migrations"}
    assert run(scratch, "SELECT version FROM schema_migrations") == [("20260101000000",)]
    with pytest.raises(ApplyError, match=r"two\.sql:4: column \"y\" does not exist"):
        apply(
            target(scratch, write(tmp_path, {"20260101000001_two": ("", "CREATE TABLE b (x int);\n\nSELECT y;", "")}))
        )


@pytest.mark.parametrize(
    ("up", "mode", "told"),
    [
        ("SELECT 1;\nCOMMIT;", "", r"one\.sql:3: it ends the transaction"),
        ("CREATE INDEX CONCURRENTLY i ON t (a);", "", r"one\.sql:2: it cannot run in a transaction"),
        ("VACUUM;", "", r"one\.sql:2: it cannot run in a transaction"),
        ("REINDEX TABLE CONCURRENTLY t;", "", "cannot run in a transaction"),
        ("ALTER TABLE t DETACH PARTITION u CONCURRENTLY;", "", "cannot run in a transaction"),
        ("COPY t FROM STDIN;", " transaction:false", "COPY from or to a client"),
        ("SELECT 1;\nCREAT TABLE t ();", "", r"one\.sql:3: the server would not understand it"),
    ],
)
def test_what_cannot_run_is_known_before(scratch: Database, tmp_path: Path, up: str, mode: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        apply(target(scratch, write(tmp_path, one(up, mode=mode))))
    assert tables(scratch) == set()


def test_late_and_unknown_versions(scratch: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"20260105000000_five": ("", "CREATE TABLE five ();", "DROP TABLE five;")})
    at = target(scratch, folder)
    apply(at)
    write(folder, {"20260103000000_three": ("", "CREATE TABLE three ();", "DROP TABLE three;")})
    with pytest.raises(RefusedError, match=r"20260103000000_three\.sql older than what was applied last"):
        apply(at)
    assert status(at).entries[0].standing is Standing.LATE
    apply(at, How(late=True))
    run(scratch, "INSERT INTO schema_migrations VALUES ('20260104000000')")
    assert not status(at).is_current
    write(folder, {"20260106000000_six": ("", "CREATE TABLE six ();", "DROP TABLE six;")})
    with pytest.raises(RefusedError, match="the database has 20260104000000, and there is no such file"):
        apply(at)
    assert outcome(apply(at, How(unknown=True)).before, "order")[0] is Outcome.WARNING
    with pytest.raises(RefusedError, match="there is no such file to take it back by"):
        rollback(at, How(unknown=True), steps=3)


def test_a_file_that_was_rewritten_stops_everything(scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, SHOP, chain=True))
    write(tmp_path, {"20260101000003_notes": ("", "SELECT 1;", "SELECT 1;")})
    for verb in (apply, rollback, status):
        with pytest.raises(ContentError, match="rewritten after it was exported"):
            verb(at)


def test_who_waits_for_a_lock_gives_up_and_tries_again(scratch: Database, tmp_path: Path) -> None:
    run(scratch, "CREATE TABLE t (a int)")
    at = target(scratch, write(tmp_path, one("ALTER TABLE t ADD COLUMN b int;")))
    with scratch.connect() as other:
        other.execute("SELECT FROM t")
        with pytest.raises(ApplyError, match=r"one\.sql:2: canceling statement due to lock timeout"):
            apply(at, How(pace=IMPATIENT))
        moments = []

        def let_go(moment: object) -> None:
            moments.append(moment)
            if len(moments) == 2:
                other.rollback()

        done = apply(at, How(pace=IMPATIENT, watch=let_go))
    assert done.ran[0].attempts == 2


def test_the_timeouts_of_the_url_hold(scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, one("CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS said;")))
    given = replace(at, url=f"{at.url}&options={quote('-c lock_timeout=1234')}")
    said = apply(given)
    assert "1234 ms" in outcome(said.before, "timeouts")[1]
    assert run(scratch, "SELECT said FROM seen") == [("1234ms",)]


def test_nobody_migrates_beside(scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, SHOP))
    with scratch.connect(autocommit=True) as other:
        other.execute("SET application_name = 'the other'")
        other.execute("SELECT pg_advisory_lock(48372615)")  # as `dbmate --migration-lock` holds it
        with pytest.raises(RefusedError, match=r"another run migrates this database: process \d+ \(the other"):
            apply(at, How(pace=IMPATIENT))
    assert apply(at).ran


def test_two_at_once_do_each_file_once(scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, SHOP))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(apply, [at, at]))
    assert sorted(len(each.ran) for each in done) == [0, 4]


def test_a_connection_that_is_lost_is_told_and_nothing_is_lost(scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, SHOP))
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> {}"

    def cut(moment: Moment) -> None:
        if (moment.file, moment.number) == ("20260101000001_rules.sql", 4):
            run(scratch, end.format("pg_backend_pid()"))

    with pytest.raises(ApplyError, match=r"rules\.sql:7: terminating connection"):
        apply(at, How(watch=cut))
    assert run(scratch, "SELECT max(version) FROM schema_migrations") == [("20260101000000",)]
    assert apply(at).is_good


def test_rights_are_known_before(server: Server, tmp_path: Path) -> None:
    write(tmp_path, one('ALTER TABLE "T" ADD COLUMN b int;\nCREATE SCHEMA s;\nCREATE ROLE nobody_here;'))
    with server.scratch("rights", roles=("migrating", "owning")) as database:
        run(database, database.localise('CREATE TABLE "T" (a int); ALTER TABLE "T" OWNER TO owning'))
        role = database.roles["migrating"]
        at = target(database, tmp_path)
        as_role = replace(at, url=f"{at.url}&options={quote(f'-c role={role}')}")
        with pytest.raises(RefusedError) as refused:
            apply(as_role)
        said = str(refused.value)
        assert "may not create" in said
        assert f'does not own "T": {database.roles["owning"]} does' in said
        assert "may not create role nobody_here" in said
        assert "may not create schema s" in said
        run(database, database.localise("GRANT CREATE ON SCHEMA public TO migrating; GRANT owning TO migrating"))
        write(tmp_path, one('ALTER TABLE "T" ADD COLUMN b int;'))
        assert outcome(apply(as_role).before, "rights")[0] is Outcome.PASSED


def test_another_runners_table_is_not_taken_for_ours(scratch: Database, tmp_path: Path) -> None:
    run(scratch, "CREATE TABLE schema_migrations (version bigint NOT NULL, dirty boolean NOT NULL)")
    at = target(scratch, write(tmp_path, SHOP))
    with pytest.raises(RefusedError, match="is not dbmate's: another runner"):
        apply(at)
    apply(replace(at, table="runs.applied"))
    assert run(scratch, "SELECT count(*) FROM runs.applied") == [(4,)]


def test_what_somebody_changed_by_hand_is_named(server: Server, scratch: Database, tmp_path: Path) -> None:
    at = target(scratch, write(tmp_path, SHOP), server=server)
    apply(at)
    run(scratch, 'DROP INDEX "Läden"."ix é"', "ALTER TABLE notes ALTER of SET NOT NULL", "CREATE TABLE besides (a int)")
    kind, said = outcome(status(at).verdicts, "structure")
    assert kind is Outcome.FAILED
    assert "missing: index" in said
    assert "ix é" in said
    assert "notes" in said
    assert "besides" not in said
    back = rollback(at)
    assert outcome(back.before, "structure")[0] is Outcome.WARNING
    assert not back.is_good


def test_files_that_begin_with_tables_of_others_are_skipped_by_name(
    server: Server, scratch: Database, tmp_path: Path
) -> None:
    run(scratch, "CREATE TABLE before (a int)")
    done = apply(target(scratch, write(tmp_path, one("ALTER TABLE before ADD b int;")), server=server))
    kind, said = outcome(done.after, "structure")
    assert (kind, "do not begin with an empty database" in said) == (Outcome.SKIPPED, True)
    assert done.is_good


def test_mistakes_are_told_in_one_line(tmp_path: Path, scratch: Database) -> None:
    folder = write(tmp_path, SHOP)
    with pytest.raises(ServerError, match="no connection to"):
        status(Target("postgresql://u:secret@127.0.0.1:1/x", folder))
    with pytest.raises(ContentError, match="no such folder"):
        apply(target(scratch, tmp_path / "absent"))
    assert "secret" not in repr(Target("postgresql://u:secret@h/x", folder))
    with pytest.raises(RefusedError, match="at least one"):
        rollback(target(scratch, folder), steps=0)
    assert rollback(target(scratch, folder)).ran == ()
