"""What names promise and no constraint says: references, an order of times, usual numbers, nobody's telephones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from pgworkbench.seeding.auto import seed_anything
from pgworkbench.server import Database

pytestmark = pytest.mark.database

# As an application without constraints has it, in two habits of naming.
RECORDS = """
    CREATE TABLE "users" (
        id bigserial PRIMARY KEY, email text NOT NULL, "phoneNumber" text, birth_date date, age int, "ipAddress" text,
        created_at timestamp NOT NULL, updated_at timestamp NOT NULL, deleted_at timestamp
    );
    CREATE TABLE articles (
        id bigserial PRIMARY KEY, user_id bigint NOT NULL, title text, "createdAt" timestamptz NOT NULL,
        "publishedAt" timestamptz
    );
    CREATE TABLE photos (id bigserial PRIMARY KEY, user_id bigint, latitude double precision, caption text);
    CREATE TABLE notes (
        id bigserial PRIMARY KEY, subject_type text NOT NULL CHECK (subject_type IN ('Article', 'Photo')),
        subject_id bigint NOT NULL, body text
    );
    CREATE TABLE stays (
        id bigserial PRIMARY KEY, parent_id bigint, start_date date NOT NULL, end_date date NOT NULL, min_age int,
        max_age int, rating smallint, room_number int
    );
    CREATE TABLE order_states (id smallserial PRIMARY KEY, code varchar(12) NOT NULL UNIQUE, label text NOT NULL);
    CREATE TABLE orders (id bigserial PRIMARY KEY, state_id smallint NOT NULL REFERENCES order_states);
"""
NEVER = {
    "a user without a row": """SELECT FROM articles WHERE user_id NOT IN (SELECT id FROM users)""",
    "a photo's user without a row": """SELECT FROM photos WHERE user_id NOT IN (SELECT id FROM users)""",
    "a note on nothing": """
        SELECT FROM notes WHERE CASE subject_type WHEN 'Article' THEN subject_id NOT IN (SELECT id FROM articles)
                                                  ELSE subject_id NOT IN (SELECT id FROM photos) END""",
    "changed before it was there": "SELECT FROM users WHERE created_at > updated_at OR created_at > deleted_at",
    "published before it was there": """SELECT FROM articles WHERE "createdAt" > "publishedAt" """,
    "ended before it began": "SELECT FROM stays WHERE start_date > end_date OR min_age > max_age",
    "no age of a person": "SELECT FROM users WHERE age NOT BETWEEN 18 AND 90 OR birth_date > '2006-01-01'",
    "nowhere on earth": "SELECT FROM photos WHERE latitude NOT BETWEEN -90 AND 90",
    "no rating": "SELECT FROM stays WHERE rating NOT BETWEEN 1 AND 5",
    "somebody's mail": r"SELECT FROM users WHERE email !~ '@example\.com$'",
    "somebody's telephone": r"""SELECT FROM users WHERE "phoneNumber" !~ '^\+1\d{3}55501\d\d$'""",
    "somebody's address": r"""SELECT FROM users WHERE "ipAddress" !~ '^10\.'""",
    "no state that an order can be in": "SELECT FROM order_states WHERE code !~ '^[a-z_]+$' OR lower(label) <> code",
}


@pytest.fixture(params=[120, 900])
def filled(request: pytest.FixtureRequest, scratch: Database) -> Iterator[psycopg.Connection[Any]]:
    """Few rows, and so many that some are drawn from others."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(RECORDS)
        report = seed_anything(connection, request.param, 7)
        assert (report.refused, report.short) == ({}, {})
        yield connection


def test_what_names_promise_is_kept(filled: psycopg.Connection[Any]) -> None:
    for what, query in NEVER.items():
        assert not filled.execute(query.encode()).fetchall(), what
    for column in ("subject_type", "subject_id"):
        counted = filled.execute(f"SELECT count(DISTINCT {column}) FROM notes".encode()).fetchone()
        assert counted is not None
        assert counted[0] > 1
    absent = filled.execute("SELECT avg((parent_id IS NULL)::int)::float FROM stays").fetchone()
    assert absent is not None
    assert 0 < absent[0] < 0.5


CIRCLE = """
    CREATE TABLE teams (id serial PRIMARY KEY, name text, captain int, games int NOT NULL DEFAULT 0);
    CREATE TABLE players (id serial PRIMARY KEY, team int NOT NULL REFERENCES teams, name text);
    ALTER TABLE teams ADD FOREIGN KEY (captain) REFERENCES players;
"""


def test_rows_that_were_there_keep_their_empty_references(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(CIRCLE)
        connection.execute("INSERT INTO teams (name) SELECT 'mine' FROM generate_series(1, 30)")
        report = seed_anything(connection, 60, 7, append=True)
        assert report.tables == {"players": 60, "teams": 60}
        both = connection.execute(
            "SELECT count(captain) FILTER (WHERE name = 'mine'), count(captain) FROM teams"
        ).fetchone()
        assert both is not None
        assert both[0] == 0
        assert both[1] > 40
