"""The baseline: the whole design as proven migrations, and the SQL that marks them as applied where they are already.

The database that was adopted is only read: whoever may write there runs that file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from psycopg import sql

from pgworkbench.errors import ProofError, RefusedError, WorkbenchError
from pgworkbench.migrations import Request, export
from pgworkbench.migrations.ledger import TABLE
from pgworkbench.project import Project
from pgworkbench.server import Database
from pgworkbench.session import catalog_of

_HEAD = """\
-- Marks the baseline as applied in the database that this design was adopted from, which has it already. Run it there
-- once, with psql, as whoever migrates; `pgworkbench` and dbmate then begin with what comes after.
"""


def write_baseline(project: Project, database: Database, now: datetime) -> list[str]:
    """Write schema/migrations/ and schema/mark_applied.sql from the built design; why not, if it cannot be proven."""
    domains = tuple(domain.name for domain in project.domains)
    request = Request(
        folder=project.root / "schema" / "migrations",
        design=database,
        name="baseline",
        now=now,
        groups=_groups(project, database, domains),
        domains=domains,
        purpose="The database as it was adopted.",
    )
    try:
        try:
            made = export(request)
        except (RefusedError, ProofError):  # domains that need each other in a circle: one file for all
            made = export(replace(request, domains=()))
    except WorkbenchError as error:
        return [f"there is no baseline migration: {error}"]
    marks = _marks([file.version for file in made.files])
    (project.root / "schema" / "mark_applied.sql").write_text(marks, encoding="utf-8")
    return []


def _groups(project: Project, database: Database, domains: Sequence[str]) -> dict[str, str]:
    """What has no model (views, inherited tables) comes with the last domain: it may need any of them."""
    others = (str(table.name) for table in catalog_of(database).tables if not table.is_partition)
    return {**(dict.fromkeys(others, domains[-1]) if domains else {}), **project.groups}


def _marks(versions: list[str]) -> str:
    lines = [_HEAD, f"CREATE TABLE IF NOT EXISTS {TABLE} (version varchar NOT NULL PRIMARY KEY);"]
    if versions:
        rows = ",\n".join(f"    ({sql.Literal(version).as_string(None)})" for version in versions)
        lines.append(f"INSERT INTO {TABLE} (version) VALUES\n{rows}\nON CONFLICT DO NOTHING;")
    return "\n".join(lines) + "\n"
