"""Folders of migration files as a user would write them, with names that need their quotes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pgworkbench.migrations.apply import Target
from pgworkbench.migrations.chain import NAME, chain_of
from pgworkbench.migrations.files import read_files
from pgworkbench.server import Database, Server

TABLE = '"Läden"."Order""s %s.x"'
SHOP = {
    "20260101000000_create_shop": (
        "",
        f"""
CREATE SCHEMA IF NOT EXISTS "Läden"; -- one; two
CREATE TABLE IF NOT EXISTS {TABLE} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "select" text NOT NULL DEFAULT 'a;b', at timestamptz
);
CREATE TABLE IF NOT EXISTS "Läden".log (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE IF NOT EXISTS "Läden".log_2026 PARTITION OF "Läden".log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
""",
        f"""
DROP TABLE IF EXISTS "Läden".log;
DROP TABLE IF EXISTS {TABLE};
DROP SCHEMA IF EXISTS "Läden";
""",
    ),
    "20260101000001_rules": (
        "",
        f"""
SET LOCAL search_path = '';
CREATE OR REPLACE FUNCTION "Läden".touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN NEW.at := now(); RETURN NEW; END;
$body$;
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION "Läden".touch();
ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS "per %" numeric(5, 2);
INSERT INTO {TABLE} ("select") SELECT 'row ' || n FROM generate_series(1, 40) AS n
 WHERE NOT EXISTS (SELECT FROM {TABLE});
COMMENT ON TABLE {TABLE} IS 'it''s 100 % :name';
""",
        f"""
DROP TRIGGER IF EXISTS touch ON {TABLE};
DROP FUNCTION IF EXISTS "Läden".touch();
ALTER TABLE {TABLE} DROP COLUMN IF EXISTS "per %";
""",
    ),
    "20260101000002_index_at": (
        " transaction:false",
        f"""CREATE INDEX CONCURRENTLY IF NOT EXISTS "ix é" ON {TABLE} (at);""",
        """DROP INDEX CONCURRENTLY IF EXISTS "Läden"."ix é";""",
    ),
    "20260101000003_notes": (
        "",
        f"""CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY, of bigint REFERENCES {TABLE});
DO $$BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'notes_id_check') THEN
        ALTER TABLE notes ADD CONSTRAINT notes_id_check CHECK (id > 0);
    END IF;
END$$;""",
        "DROP TABLE IF EXISTS notes;",
    ),
}


def write(folder: Path, files: dict[str, tuple[str, str, str]], *, chain: bool = False) -> Path:
    """Files as (mode, up, down) by name; with a chain if they are to count as exported."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (mode, up, down) in files.items():
        text = f"-- migrate:up{mode}\n{up.strip()}\n\n-- migrate:down{mode}\n{down.strip()}\n"
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    if chain:
        (folder / NAME).write_text(chain_of(read_files(folder)).text(), encoding="utf-8")
    return folder


def one(up: str, down: str = "SELECT 1;", mode: str = "") -> dict[str, tuple[str, str, str]]:
    """A single file."""
    return {"20260101000000_one": (mode, up, down)}


def target(
    database: Database, folder: Path, *, server: Server | None = None, table: str = "schema_migrations"
) -> Target:
    """The way to a scratch database."""
    return Target(database.server.url(database.name), folder, table, server)


def dbmate(database: Database, folder: Path, *command: str) -> str:
    """What the real dbmate says."""
    program = Path(sys.executable).with_name("dbmate")
    done = subprocess.run(
        [str(program), "--no-dump-schema", "--migrations-dir", str(folder), *command],
        env={**os.environ, "DATABASE_URL": database.server.url(database.name)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tables(database: Database) -> set[str]:
    """The tables of the database."""
    with database.connect(autocommit=True) as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace >= 16384 OR relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    return {name for (name,) in rows}


def run(database: Database, *texts: str) -> list[tuple[object, ...]]:
    """Run SQL; the rows of the last."""
    with database.connect(autocommit=True) as connection:
        for text in texts:
            cursor = connection.execute(text)
        return cursor.fetchall() if cursor.description else []
