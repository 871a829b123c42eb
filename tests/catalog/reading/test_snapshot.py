"""What reading does to a connection: nothing; and what it sees: one moment."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from pgworkbench.catalog import read_catalog
from pgworkbench.catalog.reading.snapshot import snapshot
from pgworkbench.errors import ServerError
from pgworkbench.server import Database

SETTINGS = ("search_path", "TimeZone", "DateStyle", "jit", "transaction_read_only", "transaction_isolation")


def settings(connection: psycopg.Connection) -> list[str]:
    return [connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0] for name in SETTINGS]


@pytest.mark.parametrize("autocommit", [True, False])
def test_an_idle_connection_is_left_as_it_was(zoo: Database, autocommit: bool) -> None:  # noqa: FBT001
    with zoo.connect(autocommit=True) as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'; SET search_path = information_schema")
        before = settings(connection)
        connection.autocommit = autocommit
        read_catalog(connection)
        assert connection.info.transaction_status is TransactionStatus.IDLE
        assert settings(connection) == before
        assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)


def test_an_open_transaction_goes_on_with_its_settings_and_its_work(zoo: Database) -> None:
    with zoo.connect() as connection:
        connection.execute("SET LOCAL TimeZone = 'Asia/Tokyo'")
        connection.execute("CREATE TABLE unfinished (a int)")
        before = settings(connection)
        assert read_catalog(connection).has_table("unfinished")
        assert settings(connection) == before
        connection.execute("INSERT INTO unfinished VALUES (1)")
        connection.rollback()
        assert not read_catalog(connection).has_table("unfinished")


def test_a_connection_may_have_rows_of_its_own_form(zoo: Database) -> None:
    with zoo.connect(autocommit=True) as connection:
        connection.row_factory = dict_row
        assert read_catalog(connection).database == zoo.name
        assert connection.row_factory is dict_row


def test_an_idle_connection_is_read_in_one_read_only_snapshot(zoo: Database) -> None:
    with (
        zoo.connect(autocommit=True) as connection,
        zoo.connect(autocommit=True) as other,
        snapshot(connection) as fetch,
    ):
        before = fetch("relations")
        other.execute("CREATE TABLE made_meanwhile (a int)")
        assert fetch("relations") == before
        assert settings(connection)[-2:] == ["on", "repeatable read"]
        other.execute("DROP TABLE made_meanwhile")


DROPPED = """
    CREATE TABLE going (id int PRIMARY KEY, a int CHECK (a > 0)); CREATE INDEX ON going (a) WHERE a > 5;
    CREATE TABLE referring (id int REFERENCES going); CREATE STATISTICS going_s ON id, a FROM going;
    CREATE FUNCTION going_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER g BEFORE INSERT ON going FOR EACH ROW EXECUTE FUNCTION going_f();
    CREATE RULE r AS ON DELETE TO going DO ALSO NOTIFY x;
    CREATE POLICY p ON going USING (a > 7); CREATE SEQUENCE going_q OWNED BY going.a;
    CREATE VIEW going_v AS SELECT * FROM going; CREATE MATERIALIZED VIEW going_m AS SELECT * FROM going;
    CREATE TYPE going_e AS ENUM ('a'); CREATE DOMAIN going_d AS int CHECK (VALUE > 0);
    CREATE TABLE staying (id int PRIMARY KEY)
"""


def test_what_is_dropped_while_it_is_read_is_left_out_or_told_never_an_error(zoo: Database) -> None:
    with zoo.connect(autocommit=True) as other, zoo.connect() as connection:
        other.execute(DROPPED)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT 1")
        other.execute("""
            DROP TABLE going CASCADE; DROP TABLE referring; DROP FUNCTION going_f; DROP TYPE going_e;
            DROP DOMAIN going_d
        """)
        seen = read_catalog(connection)
        assert seen.has_table("staying")
        assert not seen.has_table("going_v"), "its text is gone"
        connection.rollback()
        assert [str(table.name) for table in read_catalog(connection).tables] == ["staying"]
        other.execute("DROP TABLE staying")


def test_a_structure_that_cannot_be_read_is_one_clear_error(zoo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pgworkbench.catalog.reading.snapshot.query",
        lambda _: "DO $$ BEGIN RAISE internal_error USING MESSAGE = 'cache lookup failed for relation 1'; END $$",
    )
    with zoo.connect(autocommit=True) as connection:
        with pytest.raises(ServerError, match="changes while it is read"):
            read_catalog(connection)
        assert connection.info.transaction_status is TransactionStatus.IDLE


def test_what_somebody_holds_locked_is_not_waited_for_without_end(
    zoo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgworkbench.catalog.reading.snapshot._ATTEMPTS", 1)
    with zoo.connect(autocommit=True) as other, zoo.connect(autocommit=True) as connection:
        other.execute("CREATE TABLE held (a int); CREATE VIEW over_held AS SELECT a FROM held")
        with other.transaction(force_rollback=True):
            other.execute("ALTER TABLE held ADD b int")
            with pytest.raises(ServerError, match="changes while it is read"):
                read_catalog(connection)
        assert read_catalog(connection).has_table("over_held")
        other.execute("DROP TABLE held CASCADE")


def test_a_role_without_any_right_reads_the_same_structure(zoo: Database) -> None:
    with zoo.connect(autocommit=True) as connection:
        connection.execute(DROPPED + "; REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON going FROM PUBLIC")
        by_superuser = read_catalog(connection)
    with zoo.connect(role="zoo_visitor", autocommit=True) as connection:
        assert connection.execute("SELECT has_schema_privilege('public', 'USAGE')").fetchone() == (False,)
        assert read_catalog(connection) == by_superuser
    with zoo.connect(autocommit=True) as connection:
        connection.execute("DROP TABLE going CASCADE; DROP TABLE referring, staying; DROP FUNCTION going_f")
        connection.execute("DROP TYPE going_e; DROP DOMAIN going_d; GRANT USAGE ON SCHEMA public TO PUBLIC")
