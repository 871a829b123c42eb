"""A database of somebody else's: looked at, drawn, reviewed, never written to."""

import psycopg
import pytest

from pgworkbench.errors import ServerError, UnknownNameError
from pgworkbench.guest import Guest
from pgworkbench.server import Database

TABLES = """
CREATE SCHEMA sales;
CREATE TABLE sales.orders (id int PRIMARY KEY);
CREATE TABLE sales.lines (order_id int NOT NULL REFERENCES sales.orders, price real);
CREATE TABLE apart (id int);
"""


@pytest.fixture
def guest(scratch: Database) -> Guest:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(TABLES)
    return Guest(scratch.server.url(scratch.name))


def test_its_connections_refuse_to_write(guest: Guest) -> None:
    with guest, guest.connect() as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("CREATE TABLE more (id int)")


def test_it_is_reviewed_whole_or_by_schema(guest: Guest) -> None:
    with guest:
        assert {str(f.where) for f in guest.review(only=["no-primary-key"]).findings} == {"apart", "sales.lines"}
        assert {str(f.where) for f in guest.review("sales", ["no-primary-key"]).findings} == {"sales.lines"}
        with pytest.raises(UnknownNameError, match="sales"):
            guest.review("sale")


def test_it_is_drawn_with_groups_of_its_own(guest: Guest) -> None:
    with guest:
        assert "overview" in guest.diagrams()
        assert "lines" in guest.diagram(table="sales.lines").svg()


def test_what_does_not_answer_is_one_line_without_the_password() -> None:
    with Guest("postgresql://u:secret@127.0.0.1:1/x") as guest, pytest.raises(ServerError) as caught:
        guest.review()
    assert "secret" not in str(caught.value)
