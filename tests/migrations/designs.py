"""Small designs to export: DDL, the domains of its tables, and what is asked of an export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pgworkbench.migrations import Export, Request, export
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

NOW = datetime(2026, 1, 6, 9, 30, tzinfo=UTC)
ROLES = ("shop_owner", "shop_reader")
GROUPS = {"people": "people", "orders": "orders", "lines": "orders", "notes": "people"}
FIRST = """
CREATE SCHEMA app AUTHORIZATION shop_owner;
GRANT USAGE ON SCHEMA app TO shop_reader;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.changed := now(); RETURN NEW; END$$;
CREATE TYPE orders_status_enum AS ENUM ('open', 'paid');
CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL CHECK (name <> ''), changed timestamptz);
COMMENT ON TABLE people IS 'Who buys.';
ALTER TABLE people OWNER TO shop_owner;
GRANT SELECT ON people TO shop_reader;
CREATE TRIGGER people_touch BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, people_id int NOT NULL REFERENCES people ON DELETE RESTRICT,
    status orders_status_enum NOT NULL DEFAULT 'open', at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT orders_at_check CHECK (at > '2000-01-01 00:00+00')
);
COMMENT ON CONSTRAINT orders_at_check ON orders IS 'Nobody ordered before that.';
CREATE INDEX orders_people_id_idx ON orders (people_id);
CREATE TABLE lines (orders_id bigint REFERENCES orders, n int, what text, PRIMARY KEY (orders_id, n));
ALTER TABLE people ADD COLUMN favourite bigint REFERENCES orders;
ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY lines_all_policy ON lines TO shop_reader USING (n > 0);
"""
ROWS = """
INSERT INTO people (id, name) SELECT n, 'p' || n FROM generate_series(1, 20) AS n;
INSERT INTO orders (people_id, status) SELECT id, 'paid' FROM people;
UPDATE people SET favourite = id;
INSERT INTO lines SELECT id, 1, 'x' FROM orders;
"""
WORKLOAD = """
-- name: orders_of_a_person
-- What somebody ordered, the last first.
-- calls per hour: 100
SELECT id, status FROM orders WHERE people_id = :people_id ORDER BY at DESC;
"""


def run(database: Database, text: str) -> None:
    """Run SQL as the superuser, with the roles of this database."""
    with database.connect(autocommit=True) as connection:
        connection.execute(database.localise(text))


@contextmanager
def design(server: Server, *texts: str) -> Iterator[Database]:
    """A database in which a design is built."""
    with server.scratch("design", roles=ROLES) as database:
        for text in texts:
            run(database, text)
        yield database


def request(folder: Path, database: Database, name: str = "baseline") -> Request:
    """What the tests ask for, unless they say otherwise."""
    queries = parse_workload(WORKLOAD).queries
    return Request(folder, database, name, NOW, GROUPS, ("people", "orders"), queries=queries)


def exported(server: Server, folder: Path, *texts: str, name: str = "baseline", **options: object) -> Export:
    """Build a design and export it."""
    with design(server, *texts) as database:
        return export(replace(request(folder, database, name), **options))


def loaded(database: Database) -> None:
    """Rows for the first design."""
    run(database, ROWS)
