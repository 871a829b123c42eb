"""The drill: every table that can be archived is, with a run ended after each step; then all comes back."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from pgworkbench.catalog import Catalog, Name
from pgworkbench.errors import ProofError, RefusedError
from pgworkbench.operations.archive.aftercare import bring_back
from pgworkbench.operations.archive.figures import Figures, fields_of, figures_of
from pgworkbench.operations.archive.ledger import State, entries
from pgworkbench.operations.archive.partitions import Partitioned, read_partitioned, settle
from pgworkbench.operations.archive.premake import make_ahead
from pgworkbench.operations.archive.run import ArchiveOrder, Stage, archive
from pgworkbench.server import Database

_AHEAD = 3


class _EndedError(BaseException):
    """The run was ended from outside: no `except Exception` of ours may tidy up after it."""


@dataclass(frozen=True, slots=True)
class TableDrill:
    """One table: partitions `made` ahead, `partitions` and `rows` that left and came back, runs `ended` on the way."""

    table: Name
    made: int
    partitions: int
    rows: int
    bytes: int
    ended: int


@dataclass(frozen=True, slots=True)
class ArchiveDrill:
    """All tables that were drilled, and why others were not; `steps` say it in sentences."""

    tables: tuple[TableDrill, ...]
    refused: tuple[str, ...]
    steps: tuple[str, ...]


def drill_archive(database: Database, catalog: Catalog, before: datetime) -> ArchiveDrill:
    """Archive everything that ends at or before `before`, then bring it back: `database` is a copy that may be changed.

    ProofError if a row is lost or changed, or if a damaged file is not noticed.
    """
    done: list[TableDrill] = []
    refused: list[str] = []
    for table in (each.name for each in catalog.base_tables if (each.partition_key or "").startswith("RANGE")):
        try:
            with tempfile.TemporaryDirectory(prefix="pgwb-archive-") as folder:
                done.append(_drill(database, table, Path(folder), before))
        except RefusedError as error:
            refused.append(f"{table}: {'; '.join(error.reasons)}")
    steps = [
        f"{each.table}: {each.made} partitions made ahead; {each.partitions} with {each.rows} rows archived "
        f"({each.bytes} bytes), runs ended {each.ended} times on the way; all came back, the same ones"
        for each in done
    ]
    return ArchiveDrill(tuple(done), tuple(refused), (*steps, *(f"refused: {each}" for each in refused)))


def _drill(database: Database, table: Name, folder: Path, before: datetime) -> TableDrill:
    with database.connect(autocommit=True) as connection:
        settle(connection)
        made = make_ahead(connection, table, before, _AHEAD)
        parent = read_partitioned(connection, table)
        was = _figures(connection, parent)
    ended = sum(_ended(database, table, ArchiveOrder(folder, before), stage) for stage in Stage)
    with database.connect(autocommit=True) as connection:
        archive(connection, table, ArchiveOrder(folder, before))
        gone = [entry for entry in entries(connection, table) if entry.state is State.DROPPED]
        if gone:
            _notices(connection, table, gone[0].part_name, folder, folder / str(gone[0].file))
        for entry in gone:
            bring_back(connection, table, entry.part_name, folder)
        if (now := _figures(connection, parent)) != was:
            raise ProofError(f"archive drill of {table}", f"{now.rows} rows instead of {was.rows}, or other ones")
    rows, size = sum(entry.rows or 0 for entry in gone), sum(entry.bytes or 0 for entry in gone)
    return TableDrill(table, len(made), len(gone), rows, size, ended)


def _ended(database: Database, table: Name, order: ArchiveOrder, stage: Stage) -> bool:
    """Run until `stage` is reached for the first time, and end there, the connection with it."""

    def watch(reached: Stage, _partition: Name) -> None:
        if reached is stage:
            raise _EndedError

    with database.connect(autocommit=True) as connection, suppress(_EndedError):
        archive(connection, table, ArchiveOrder(order.folder, order.before, order.schema, watch))
        return False
    return True


def _notices(connection: psycopg.Connection, table: Name, partition: str, folder: Path, file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        bring_back(connection, table, partition, folder)
    except ProofError:
        file.write_bytes(content)
        return
    raise ProofError(f"archive drill of {table}", f"a flipped bit in {file.name} was not noticed")


def _figures(connection: psycopg.Connection, parent: Partitioned) -> Figures:
    return figures_of(connection, parent.name, parent.column, fields_of(connection, parent.oid))
