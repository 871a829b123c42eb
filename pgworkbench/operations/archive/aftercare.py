"""What happens to archived rows later: brought back on demand, erased for a person, expired by the retention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import ProofError, RefusedError, UnknownNameError
from pgworkbench.operations.archive import files
from pgworkbench.operations.archive.figures import fields_of, figures_of, oid_of
from pgworkbench.operations.archive.ledger import Entry, Ledger, State, alone
from pgworkbench.operations.archive.partitions import identifier, read_partitioned, settle
from pgworkbench.operations.archive.premake import Range, build
from pgworkbench.operations.archive.run import load_beside, write_manifest

_LOADED = Name("pg_temp", "pgworkbench_archive_check")


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whose rows: `column` = `value`. With `blank`, these columns become NULL; without, the rows go."""

    column: str
    value: str
    blank: Sequence[str] = ()


def bring_back(
    connection: psycopg.Connection, table: Name, partition: str, folder: Path, schema: str = "archive"
) -> Entry:
    """Make an archived partition part of its table again, in one transaction; its file stays.

    UnknownNameError if it is not archived, ProofError if the file is not the one that was written or its rows are not.
    """
    settle(connection)
    ledger = Ledger(connection, schema)
    with alone(connection, table):
        entry = _archived(ledger, table, partition)
        path = folder / (entry.file or "")
        files.require(path, entry.sha256)
        with connection.transaction():
            entry = _restore(connection, ledger, entry, path)
        write_manifest(folder, table, ledger)
    return entry


def _restore(connection: psycopg.Connection, ledger: Ledger, entry: Entry, path: Path) -> Entry:
    parent = read_partitioned(connection, entry.parent)
    known = {field.name for field in fields_of(connection, parent.oid)}
    if missing := [name for name in files.columns_of(path) if name not in known]:
        raise RefusedError([f"{entry.parent} no longer has column {name}, which {path.name} holds" for name in missing])
    made = Range(entry.lower, entry.upper, entry.partition)
    build(connection, parent, made, lambda name: files.load(connection, path, name))
    oid = oid_of(connection, identifier(entry.partition))
    held = set(files.columns_of(path))
    before = tuple(f for f in fields_of(connection, oid) if f.name in held or f.generated)
    figures = figures_of(connection, entry.partition, parent.column, before)
    if len(before) == len(known) and (figures.rows, figures.digest) != (entry.rows, entry.digest):
        raise ProofError(f"bring back {entry.partition}", "its rows are not the ones that left; nothing was changed")
    if figures.rows != entry.rows:  # the table has new columns: rows are counted, sums are in the manifest
        raise ProofError(f"bring back {entry.partition}", f"{figures.rows} rows instead of {entry.rows}")
    return ledger.mark(entry, State.RESTORED, relid=oid)


def _archived(ledger: Ledger, table: Name, partition: str) -> Entry:
    dropped = ledger.of(table, State.DROPPED)
    for entry in dropped:
        if entry.part_name == partition:
            return entry
    raise UnknownNameError(f"archived partition of {table}", partition, [entry.part_name for entry in dropped])


def expire(
    connection: psycopg.Connection, table: Name, before: datetime, folder: Path, schema: str = "archive"
) -> tuple[Entry, ...]:
    """Remove the files whose rows all lie before `before`: what the retention says must no longer exist."""
    settle(connection)
    ledger = Ledger(connection, schema)
    with alone(connection, table):
        due = [entry for entry in ledger.of(table, State.DROPPED) if entry.upper <= before]
        gone = []
        for entry in due:
            (folder / (entry.file or "")).unlink(
                missing_ok=True
            )  # first: an entry without a file is seen, not the reverse
            gone.append(ledger.mark(entry, State.EXPIRED))
        write_manifest(folder, table, ledger)
    return tuple(gone)


def erase(connection: psycopg.Connection, table: Name, erasure: Erasure, folder: Path, schema: str = "archive") -> int:
    """Erase a person's rows from every file of a table; returns how many rows that were. Each file is written anew
    beside the old one, which goes when the ledger knows the new one. Rows online are the design's own to erase.
    """
    settle(connection)
    ledger = Ledger(connection, schema)
    erased = 0
    with alone(connection, table):
        for entry in ledger.of(table, State.DROPPED, State.RESTORED):
            old = folder / (entry.file or "")
            files.require(old, entry.sha256)
            erased += _erase_from(connection, ledger, entry, old, erasure)
        write_manifest(folder, table, ledger)
    return erased


def _erase_from(connection: psycopg.Connection, ledger: Ledger, entry: Entry, old: Path, erasure: Erasure) -> int:
    parent = read_partitioned(connection, entry.parent)
    with connection.transaction():
        load_beside(connection, old, entry.parent)
        _loosen(connection)
        count = connection.execute(_statement(erasure)).rowcount
        if not count:
            return 0
        oid = oid_of(connection, identifier(_LOADED))
        fields = fields_of(connection, oid)
        figures = figures_of(connection, _LOADED, parent.column, fields)
        new = old.with_name(f"{old.name.split('.parquet')[0]}.e{old.name.count('.e') + 1}.parquet")
        written = files.write(connection, _LOADED, fields, new, lambda: None)
        folder = new.parent.name
        ledger.mark(
            entry, entry.state, file=f"{folder}/{new.name}", bytes=written.bytes, sha256=written.sha256,
            rows=figures.rows, digest=figures.digest, figures=figures.named,
        )  # fmt: skip
    old.unlink()
    return count


def _loosen(connection: psycopg.Connection) -> None:
    """A copy on which columns may be blanked that are NOT NULL in the table."""
    table = identifier(_LOADED)
    for field in fields_of(connection, oid_of(connection, table)):
        if not field.generated:
            column = sql.Identifier(field.name)
            connection.execute(sql.SQL("ALTER TABLE {} ALTER {} DROP NOT NULL").format(table, column))


def _statement(erasure: Erasure) -> sql.Composed:
    whose = sql.SQL("{}::text = {}").format(sql.Identifier(erasure.column), sql.Literal(erasure.value))
    if not erasure.blank:
        return sql.SQL("DELETE FROM {} WHERE {}").format(identifier(_LOADED), whose)
    blanks = sql.SQL(", ").join(sql.SQL("{} = NULL").format(sql.Identifier(name)) for name in erasure.blank)
    return sql.SQL("UPDATE {} SET {} WHERE {}").format(identifier(_LOADED), blanks, whose)
