"""One run: what is due leaves the database, step by step; what an earlier run left half-way is carried on first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import ProofError, RefusedError
from pgworkbench.operations.archive import files
from pgworkbench.operations.archive.figures import Field, Figures, fields_of, figures_of, oid_of
from pgworkbench.operations.archive.ledger import UNFINISHED, Entry, Ledger, State, alone
from pgworkbench.operations.archive.partitions import Part, Partitioned, identifier, read_partitioned, settle

MANIFEST = "manifest.json"
_RESTED = timedelta(days=30)  # what was brought back stays at least this long
_CHECK = Name("pg_temp", "pgworkbench_archive_check")


class Stage(StrEnum):
    """What has just been done; a run may be ended after each of them."""

    CHOSEN = "chosen"
    PULLED = "no longer a partition"
    DETACHED = "detached and moved"
    WRITING = "a row group written"
    FILED = "file complete"
    WRITTEN = "file recorded"
    VERIFIED = "file read back and found equal"
    LISTED = "manifest written"
    DROPPED = "table dropped"
    RELISTED = "manifest written again"


def _unwatched(_stage: Stage, _partition: Name) -> None:
    pass


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """Partitions that end at or before `before` go to `folder`; ledger and detached tables lie in schema `schema`."""

    folder: Path
    before: datetime
    schema: str = "archive"
    watch: Callable[[Stage, Name], None] = field(default=_unwatched, repr=False)


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What a run did: `archived` in this run, `resumed` of them begun by an earlier one, `kept` with their reasons."""

    table: Name
    archived: tuple[Entry, ...]
    resumed: tuple[Name, ...]
    kept: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows that left the database."""
        return sum(entry.rows or 0 for entry in self.archived)


def archive(connection: psycopg.Connection, table: Name, order: ArchiveOrder) -> ArchiveReport:
    """Archive what is due of a range-partitioned table. `connection`: autocommit, this call's alone.

    RefusedError where the server refuses (a foreign key into the partition, a reader that does not end); ProofError if
    a file is not equal to its table, which then stays. Either way the next run goes on.
    """
    settle(connection)
    run = _Run(connection, table, order, Ledger(connection, order.schema))
    with alone(connection, table):
        run.ledger.prepare()
        parent = read_partitioned(connection, table)
        resumed = run.ledger.of(table, *UNFINISHED)
        kept = tuple(run.choose(parent, resumed))
        done = tuple(run.carry(entry) for entry in run.ledger.of(table, *UNFINISHED))
        run.sweep()
        run.list_all()
    return ArchiveReport(table, done, tuple(entry.partition for entry in resumed), kept)


@dataclass(frozen=True, slots=True)
class _Run:
    connection: psycopg.Connection
    table: Name
    order: ArchiveOrder
    ledger: Ledger

    def choose(self, parent: Partitioned, underway: tuple[Entry, ...]) -> Iterator[str]:
        """Enter what is due into the ledger; yields why something is not."""
        resting = {
            entry.relid
            for entry in self.ledger.of(self.table, State.RESTORED)
            if entry.changed_at > datetime.now(UTC) - _RESTED
        }
        for part in parent.parts:
            if part.oid in {entry.relid for entry in underway} or part.upper is None or part.upper > self.order.before:
                continue
            if part.lower is None:
                yield f"{part.name} has no lower bound"
            elif not part.plain:
                yield f"{part.name} is partitioned itself"
            elif part.oid in resting:
                yield f"{part.name} was brought back less than {_RESTED.days} days ago"
            else:
                self.ledger.choose(self.table, part.name, part.oid, (part.lower, part.upper))
                self.order.watch(Stage.CHOSEN, part.name)

    def carry(self, entry: Entry) -> Entry:
        """Take one partition from where it stands to the end."""
        steps = {
            State.CHOSEN: self.detach,
            State.DETACHED: self.write,
            State.WRITTEN: self.verify,
            State.VERIFIED: self.drop,
        }
        while (step := steps.get(entry.state)) is not None:
            try:
                entry = step(entry)
            except psycopg.Error as error:
                raise _refused(entry, error) from error
            self.order.watch(_REACHED[entry.state], entry.partition)
        self.list_all()
        self.order.watch(Stage.RELISTED, entry.partition)
        return entry

    # ---- the steps: each may be done twice ----------------------------------------------------------------------

    def detach(self, entry: Entry) -> Entry:
        """Out of its parent, then into the ledger's schema, where no application looks."""
        parent = read_partitioned(self.connection, self.table)
        part = next((part for part in parent.parts if part.oid == entry.relid), None)
        if part is not None:
            self._pull(parent, part)
            self.order.watch(Stage.PULLED, entry.partition)
        with self.connection.transaction():
            place = self._move(entry)
            return self.ledger.mark(entry, State.DETACHED, place=place.name)

    def _pull(self, parent: Partitioned, part: Part) -> None:
        """Without a default partition nobody waits for a concurrent detach. With one the server refuses that, and the
        plain one locks the table for milliseconds: `lock_timeout` keeps queries from queueing behind a long reader.
        """
        way = sql.SQL("FINALIZE") if part.pending else sql.SQL("") if parent.default else sql.SQL("CONCURRENTLY")
        self.connection.execute(
            sql.SQL("ALTER TABLE {} DETACH PARTITION {} {}").format(identifier(parent.name), identifier(part.name), way)
        )

    def _move(self, entry: Entry) -> Name:
        here = self._here(entry)
        place = Name(self.order.schema, here.name)
        if here != place and oid_of(self.connection, identifier(place)):
            place = Name(self.order.schema, f"p_{entry.relid}")
            self.connection.execute(
                sql.SQL("ALTER TABLE {} RENAME TO {}").format(identifier(here), sql.Identifier(place.name))
            )
            here = replace(here, name=place.name)
        if here != place:
            self.connection.execute(
                sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(identifier(here), sql.Identifier(place.schema))
            )
        return place

    def write(self, entry: Entry) -> Entry:
        """All rows into a file, and what they amount to into the ledger."""
        here = self._here(entry)
        fields, figures = self._measure(entry, here)
        file = f"{_safe(self.table)}/{_safe(entry.partition)}.{entry.id}.parquet"
        written = files.write(
            self.connection, here, fields, self.order.folder / file,
            lambda: self.order.watch(Stage.WRITING, entry.partition),
        )  # fmt: skip
        self.order.watch(Stage.FILED, entry.partition)
        facts = {"rows": figures.rows, "digest": figures.digest, "figures": figures.named}
        return self.ledger.mark(entry, State.WRITTEN, file=file, bytes=written.bytes, sha256=written.sha256, **facts)

    def verify(self, entry: Entry) -> Entry:
        """Load the file beside the table and compare what both amount to."""
        here = self._here(entry)
        if entry.file is None or not (self.order.folder / entry.file).is_file():
            return self.ledger.mark(entry, State.DETACHED)  # lost between two runs, and the rows are still here
        files.require(self.order.folder / entry.file, entry.sha256)
        fields, _ = self._measure(entry, here)
        with self.connection.transaction(force_rollback=True):
            load_beside(self.connection, self.order.folder / entry.file, here)
            key = read_partitioned(self.connection, self.table).column
            _compare(entry, figures_of(self.connection, _CHECK, key, fields), "the file, loaded again,")
        return self.ledger.mark(entry, State.VERIFIED)

    def drop(self, entry: Entry) -> Entry:
        """Listed first, so that no file is ever the only copy of rows and not in the manifest."""
        self.list_all()
        self.order.watch(Stage.LISTED, entry.partition)
        here = self._here(entry)
        if entry.file is None or not (self.order.folder / entry.file).is_file():
            return self.ledger.mark(entry, State.DETACHED)
        files.require(self.order.folder / entry.file, entry.sha256)
        with self.connection.transaction():
            self.connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(identifier(here)))
            _compare(entry, self._measure(entry, here)[1], "the table, looked at again,")
            self.connection.execute(sql.SQL("DROP TABLE {}").format(identifier(here)))
            return self.ledger.mark(entry, State.DROPPED)

    def _here(self, entry: Entry) -> Name:
        """Where the table is now, by its oid."""
        found = self.connection.execute(
            "SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c "
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = %s::oid",
            [entry.relid],
        ).fetchone()
        if found is None:
            raise ProofError(
                f"archive {entry.partition}", "somebody dropped the table before its file was verified: "
                "restore it from a backup, and remove its line from the ledger",
            )  # fmt: skip
        return Name(found[0], found[1])

    def _measure(self, entry: Entry, here: Name) -> tuple[tuple[Field, ...], Figures]:
        fields = fields_of(self.connection, entry.relid)
        key = read_partitioned(self.connection, self.table).column
        return fields, figures_of(self.connection, here, key, fields)

    # ---- the folder ---------------------------------------------------------------------------------------------

    def list_all(self) -> None:
        """The manifest of this table, from the ledger: for whoever has the folder and no database."""
        write_manifest(self.order.folder, self.table, self.ledger)

    def sweep(self) -> None:
        """Remove files of this table that no entry names: what a killed run left half-written."""
        known = {entry.file for entry in self.ledger.of(self.table)}
        folder = self.order.folder / _safe(self.table)
        for path in folder.glob("*.parquet*"):
            if f"{_safe(self.table)}/{path.name}" not in known:
                path.unlink()


_REACHED = {
    State.DETACHED: Stage.DETACHED,
    State.WRITTEN: Stage.WRITTEN,
    State.VERIFIED: Stage.VERIFIED,
    State.DROPPED: Stage.DROPPED,
}


def load_beside(connection: psycopg.Connection, path: Path, model: Name) -> None:
    """Load a file into a temporary table with the columns of `model`; the caller's transaction ends it."""
    connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} (LIKE {} INCLUDING GENERATED) ON COMMIT DROP").format(
            sql.Identifier(_CHECK.name), identifier(model)
        )
    )
    files.load(connection, path, _CHECK)


def write_manifest(folder: Path, table: Name, ledger: Ledger) -> Path:
    """What the ledger says of a table's files, as JSON beside them; replaced whole."""
    listed = [
        {
            "partition": [entry.part_schema, entry.part_name], "state": entry.state, "file": entry.file,
            "from": entry.lower.isoformat(), "to": entry.upper.isoformat(), "rows": entry.rows, "bytes": entry.bytes,
            "sha256": entry.sha256, "digest": entry.digest, "figures": entry.figures,
        }
        for entry in ledger.of(table)
    ]  # fmt: skip
    path = folder / _safe(table) / MANIFEST
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    content = {"table": [table.schema, table.name], "partitions": listed}
    fresh.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)
    return path


def _safe(name: Name) -> str:
    """A name of a table as the name of a file: every name has one of its own."""
    return ".".join(quote(part, safe=" ").replace(".", "%2E") for part in (name.schema, name.name))


def _compare(entry: Entry, found: Figures, what: str) -> None:
    wanted = {"rows": entry.rows, "digest": entry.digest, **(entry.figures or {})}
    got = {"rows": found.rows, "digest": found.digest, **found.named}
    wrong = [
        f"{name} is {got.get(name)} instead of {value}" for name, value in wanted.items() if got.get(name) != value
    ]
    if wrong:
        raise ProofError(f"archive {entry.partition}", f"{what} differs, so nothing was dropped: {'; '.join(wrong)}")


def _refused(entry: Entry, error: psycopg.Error) -> RefusedError:
    said = error.diag.message_primary or str(error)
    return RefusedError([f"{entry.partition} stays {entry.state}: {said} (run it again; it goes on from there)"])
