"""Retention by table, as the brief says it: partitions made ahead, what is old archived, what is too old expired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from pgworkbench.brief import Brief
from pgworkbench.catalog import Catalog, Name
from pgworkbench.errors import RefusedError
from pgworkbench.operations.archive.aftercare import expire
from pgworkbench.operations.archive.ledger import Entry
from pgworkbench.operations.archive.premake import make_ahead
from pgworkbench.operations.archive.retention import parse_retention
from pgworkbench.operations.archive.run import ArchiveOrder, archive

_AHEAD = 3  # partitions


@dataclass(frozen=True, slots=True)
class Kept:
    """One table: partitions `made` ahead, `archived` to files, files `expired`; or why it was `refused`."""

    table: Name
    made: tuple[Name, ...] = ()
    archived: tuple[Entry, ...] = ()
    expired: tuple[Entry, ...] = ()
    refused: str = ""


def keep(
    connection: psycopg.Connection, catalog: Catalog, brief: Brief, folder: Path, now: datetime
) -> tuple[Kept, ...]:
    """What a timer runs once a day for every table that is partitioned by time. `connection`: autocommit, this call's.

    What one table refuses does not keep the others. A table whose retention names no period only gets its partitions
    made ahead; rows that other events than their age end ("3 years after the last contact") are the application's.
    """
    return tuple(_kept(connection, table, brief, folder, now) for table in _by_time(catalog))


def _by_time(catalog: Catalog) -> Iterator[Name]:
    return (table.name for table in catalog.base_tables if (table.partition_key or "").startswith("RANGE"))


def _kept(connection: psycopg.Connection, table: Name, brief: Brief, folder: Path, now: datetime) -> Kept:
    expected = brief.tables.get(str(table))
    retention = parse_retention(None if expected is None else expected.retention)
    made: tuple[Name, ...] = ()
    archived: tuple[Entry, ...] = ()
    expired: tuple[Entry, ...] = ()
    try:
        made = make_ahead(connection, table, now, _AHEAD)
        if retention.online is not None:
            archived = archive(connection, table, ArchiveOrder(folder, retention.online.before(now))).archived
        if retention.by_age and retention.keep is not None:
            expired = expire(connection, table, retention.keep.before(now), folder)
    except RefusedError as error:
        return Kept(table, made, archived, expired, "; ".join(error.reasons))
    return Kept(table, made, archived, expired)
