"""Rows for the tables whose plans are automatic: within the load of the others, after them, from the catalog."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from pgworkbench.seeding.digests import query_digest
from pgworkbench.seeding.loading import Load
from pgworkbench.seeding.manifest import TableRecord
from pgworkbench.seeding.target import TargetTable


def fill_rest(load: Load, targets: Sequence[TargetTable]) -> dict[str, TableRecord]:
    """Fill these tables; a table takes fewer rows, or none, where its rules let no more in. What each then holds."""
    if not targets:
        return {}
    from pgworkbench.seeding.auto import seed_tables

    volumes = {str(target.name): load.volume(target) for target in targets}
    seed_tables(load.connection, volumes, load.world.seed, load.progress)
    return {str(target.name): _record(load, target) for target in targets}


def _record(load: Load, target: TargetTable) -> TableRecord:
    names = tuple(column.name for column in target.columns if not column.generated)
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    digest = query_digest(load.connection, sql.SQL("SELECT {} FROM {}").format(columns, target.identifier))
    return TableRecord(digest.rows, str(digest), names)
