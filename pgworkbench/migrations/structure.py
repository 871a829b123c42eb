"""The structure of a database by `pg_dump`, a witness apart from our own catalog; without the schema of kept rows.

The order of columns is left aside: a column that comes back stands last.
"""

from __future__ import annotations

import os
import re
import subprocess

from pgworkbench.catalog.dump import Structure, read_structure
from pgworkbench.errors import ServerError
from pgworkbench.migrations.kinds.keys import sorted_statistics
from pgworkbench.migrations.parts import KEPT
from pgworkbench.server import Database

_OF_KEPT = re.compile(rf"[A-Z ]*(?:SCHEMA {KEPT}\b|(?:TABLE|TABLE ONLY|COLUMN) {KEPT}\.)")
_NEWER = re.compile(r"^SET transaction_timeout .*\n", re.MULTILINE)  # which a server before 17 does not know
_SHOWN = 60


def structure(database: Database) -> Structure:
    """Everything but the schema of kept rows."""
    whole = read_structure(database, column_order=False)
    return Structure(
        tuple(sorted(sorted_statistics(statement) for statement in whole.statements if not _is_of_kept(statement)))
    )


def _is_of_kept(statement: str) -> bool:
    return _OF_KEPT.match(statement) is not None or f" ON SCHEMA {KEPT} " in statement.split("\n", 1)[0]


def structure_again(database: Database) -> Structure:
    """The same, of a copy: PostgreSQL prints some definitions otherwise once it has read them back."""
    with database.server.scratch("restored") as copy:
        restore(database, copy)
        return structure(Database(copy.server, copy.name, database.roles))


def restore(source: Database, target: Database) -> None:
    """Give an empty database the structure of another one, by pg_dump and psql; roles stay those of the source."""
    server = source.server
    environment = {**os.environ, **server.environment(source.name)}
    dumped = _run([str(server.tool("pg_dump")), "--schema-only", "--encoding=UTF8"], environment, b"")
    psql = [str(server.tool("psql")), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    text = _NEWER.sub("", dumped.decode())
    _run(psql, {**os.environ, **server.environment(target.name)}, text.encode())


def feed(target: Database, text: str) -> str | None:
    """Run SQL by psql, which knows its own commands in dumps; what psql said if the server refused something."""
    server = target.server
    psql = [
        str(server.tool("psql")),
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        "-f",
        "-",
    ]
    environment = {**os.environ, **server.environment(target.name)}
    sent = _NEWER.sub("", text).encode()
    done = subprocess.run(psql, input=sent, capture_output=True, env=environment, check=False)
    return done.stderr.decode(errors="replace") if done.returncode else None


def _run(command: list[str], environment: dict[str, str], text: bytes) -> bytes:
    done = subprocess.run(command, input=text, capture_output=True, env=environment, check=False)
    if done.returncode:
        raise ServerError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def shown(expected: Structure, found: Structure) -> str:
    """What differs, shortened; empty if nothing does."""
    lines = expected.difference(found).split("\n")
    more = f"\n… and {len(lines) - _SHOWN} more lines" if len(lines) > _SHOWN else ""
    return "\n".join(lines[:_SHOWN]) + more
