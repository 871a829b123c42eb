"""Addresses: every form of URL is read, and no password is ever shown."""

from __future__ import annotations

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server.address import parse

SECRET = "s3cr+t/word"  # noqa: S105  (nobody's)
QUOTED = "s3cr%2Bt%2Fword"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann@db.example:5433/shop", "ann@db.example:5433/shop"),
        ("postgres://ann@db.example/shop", "ann@db.example/shop"),
        ("postgresql+psycopg://ann@db.example/shop", "ann@db.example/shop"),
        ("postgresql+psycopg2://db.example", "db.example/postgres"),
        ("postgresql://ann@/shop?host=/run/pg", "ann@/run/pg/shop"),
        ("host=db.example user='an n' dbname=shop", "an n@db.example/shop"),
        ("service=shop", "shop/postgres"),
        ("postgresql:///shop", "the default socket/shop"),
    ],
)
def test_reads_every_usual_form(url: str, shown: str) -> None:
    assert str(parse(url)) == shown


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://ann:{QUOTED}@db.example/shop",
        f"postgresql://db.example/shop?user=ann&password={QUOTED}",
        f"host=db.example user=ann dbname=shop password={SECRET}",
    ],
)
def test_shows_no_password(url: str) -> None:
    address = parse(url)
    assert address.parameters["password"] == SECRET
    assert SECRET not in str(address) + repr(address) + address.scrubbed(f"bad password {SECRET}")


@pytest.mark.parametrize("url", ["postgresql://ann:s3cret@:x@y:z/q?bad", f"mysql://ann:{QUOTED}@h/d", "nonsense"])
def test_an_unreadable_url_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(ServerError, match="cannot be read") as caught:
        parse(url)
    assert "s3cr" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_tools_get_the_password_by_the_environment() -> None:
    address = parse(f"postgresql://ann:{QUOTED}@db.example:5433/shop?sslmode=require")
    found = address.environment("other")
    assert found["PGPASSWORD"] == SECRET
    assert (found["PGHOST"], found["PGPORT"], found["PGUSER"]) == ("db.example", "5433", "ann")
    assert (found["PGDATABASE"], found["PGSSLMODE"]) == ("other", "require")


@pytest.mark.parametrize("database", ["shop", 'a "b" / c?d=e&f', "ä%41", "UPPER"])
def test_a_url_survives_the_round_trip(database: str) -> None:
    address = parse(f"postgresql://a%40nn:{QUOTED}@/x?host=/run/my%20pg&port=7")
    again = parse(address.url(database))
    assert again.parameters == address.parameters
    assert again.database == database
