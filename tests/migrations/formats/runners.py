"""One set of files taken to a database by each way that a test can run, to compare where they end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from migrations.folders import SHOP, TABLE, target, write

from pgworkbench.catalog.model import Name
from pgworkbench.migrations.apply import apply
from pgworkbench.migrations.backfill import Backfill
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.structure import Structure, structure
from pgworkbench.server import Database, Server

FILLING = Backfill(Name("Läden", 'Order"s %s.x'), (("per %", "1"),)).statements[0].sql
STEPWISE = f"""DO $back$BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'at %') THEN
        ALTER TABLE {TABLE} ADD CONSTRAINT "at %" CHECK (at > '2000-01-01') NOT VALID;
    END IF;
    COMMIT;
    ALTER TABLE {TABLE} VALIDATE CONSTRAINT "at %";
    COMMIT;
    ALTER TABLE {TABLE} DROP CONSTRAINT "at %";
END$back$;"""
HARD = {
    **SHOP,
    "20260101000004_hard_texts": (
        "",
        f"""
CREATE TABLE IF NOT EXISTS "a\"\"\"\"b" (note text DEFAULT E'\\\\:x ${{no}} %(p)s :name\\ttab');
COMMENT ON TABLE "a\"\"\"\"b" IS 'a tab:\t, a backslash \\';
CREATE OR REPLACE FUNCTION "Läden".two(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT n % 2; END;
ALTER TABLE {TABLE} ALTER "select" SET DEFAULT 'x::y' -- no semicolon at the end""",
        f"""
ALTER TABLE {TABLE} ALTER "select" SET DEFAULT 'a;b';
DROP FUNCTION IF EXISTS "Läden".two(int);
DROP TABLE IF EXISTS "a\"\"\"\"b";
""",
    ),
    "20260101000005_backfill": (" transaction:false", f"{FILLING};", STEPWISE),
}


def files(folder: Path) -> tuple[File, ...]:
    """The set, as dbmate reads it."""
    return read_files(write(folder, HARD))


def expected(server: Server, folder: Path) -> Structure:
    """Where our own apply ends."""
    with server.scratch("expected") as database:
        apply(target(database, folder))
        return bare(database)


def bare(database: Database) -> Structure:
    """The structure without what runners keep for themselves."""
    kept = ("schema_migrations", "alembic_version")
    found = structure(database)
    return Structure(tuple(text for text in found.statements if not any(name in text for name in kept)))


def psql(database: Database, path: Path, *options: str) -> None:
    """A file by psql."""
    command = [str(database.server.tool("psql")), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *options]
    environment = {
        **os.environ,
        **database.server.environment(database.name),
        "PGOPTIONS": "-c client_min_messages=error",
    }
    done = subprocess.run(
        [*command, "--output=/dev/null", f"--file={path}"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def by_psql(database: Database, paths: Sequence[Path]) -> None:
    """Each file; in a transaction unless its configuration, or the file itself, says otherwise."""
    for path in paths:
        settings = Path(f"{path}.conf")
        outside = settings.exists() and "executeInTransaction=false" in settings.read_text()
        own = path.read_text(encoding="utf-8").count("\nCOMMIT;\n") or ".up." in path.name or ".down." in path.name
        psql(database, path, *([] if outside or own else ["--single-transaction"]))
