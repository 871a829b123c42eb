"""A database of ours: roles by the design's names, whatever they are called here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy
from sqlalchemy import text

from pgworkbench.errors import ServerError, UnknownNameError
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database

ROLES = ("house_application", "house_owner", "house_app", 'Odd "name"')


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """An empty database with roles."""
    with server.scratch("database", roles=ROLES) as made:
        yield made


def test_connects_as_a_role_and_stays_it_after_a_rollback(database: Database) -> None:
    for role in ROLES:
        with database.connect(role=role) as connection:
            connection.rollback()
            assert connection.execute("SELECT current_user").fetchone() == (database.roles[role],)
            assert not connection.autocommit
            assert connection.prepare_threshold is None


def test_an_unknown_role_is_named_with_its_neighbours(database: Database) -> None:
    with pytest.raises(UnknownNameError, match="unknown role 'house_aplication': try house_application"):
        database.connect(role="house_aplication")


def test_an_engine_runs_a_design_with_the_roles_of_this_database(database: Database) -> None:
    engine = database.engine()
    ddl = """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'house_owner') THEN CREATE ROLE house_owner; END IF;
        END $$;
        CREATE TABLE t (house_application_x int);
        ALTER TABLE t OWNER TO "house_owner";
        GRANT SELECT ON t TO house_application, house_app;
        COMMENT ON TABLE t IS '100%: house_application_x';
    """
    with engine.begin() as connection:
        connection.execute(text(ddl.replace(":", "\\:")))
        connection.exec_driver_sql("SET LOCAL ROLE house_application")
        assert connection.execute(text("SELECT current_user")).scalar() == database.roles["house_application"]
        assert connection.execute(text("SELECT count(house_application_x) FROM t")).scalar() == 0
    with database.connect() as connection:
        owner = connection.execute("SELECT relowner::regrole::text FROM pg_class WHERE relname = 't'").fetchone()
        assert owner == (database.roles["house_owner"],)
        assert connection.execute("SELECT FROM pg_roles WHERE rolname LIKE 'house%'").fetchone() is None
        said = connection.execute("SELECT obj_description('t'::regclass)").fetchone()
        assert said == ("100%: house_application_x",)


def test_an_engine_keeps_no_connection(database: Database, server: Server) -> None:
    engine = database.engine()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_database()")).scalar() == database.name
        assert sqlalchemy.inspect(connection).get_table_names() == []
    assert isinstance(engine.pool, sqlalchemy.NullPool)
    assert not next(each for each in server.databases() if each.name == database.name).in_use


def test_a_dropped_database_is_one_line(server: Server) -> None:
    with server.scratch("gone") as database:
        pass
    with pytest.raises(ServerError, match=rf"no connection to .*{database.name}.* does not exist"):
        database.connect()
