"""apply, rollback, status: migration files taken to a database that somebody names by URL. Only here is one altered.

Files are dbmate's and so is the table in which it is written down what was applied: both runners may take turns. What
dbmate does not do is done around it: everything that can be known to go wrong is looked for before the first statement,
and afterwards it is looked whether the database has what the files promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg

from pgworkbench.errors import ContentError, RefusedError, ServerError, UnknownNameError
from pgworkbench.migrations.applying import Moment, Pace, Ran, Runner, Watcher
from pgworkbench.migrations.before import Intent, invalid_indexes, look, server_version
from pgworkbench.migrations.chain import NAME, check, read_chain
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.ledger import TABLE, Ledger, alone, find_ledger
from pgworkbench.migrations.losing import losses_of
from pgworkbench.migrations.promised import promised
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.status import Entry, Standing, Status, entries_of
from pgworkbench.migrations.verdicts import Outcome, Verdict, Verdicts, failed, failures, passed, warned
from pgworkbench.server import Server
from pgworkbench.server.address import Address, parse


def unwatched(_moment: Moment) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Target:
    """The database at `url`, the files of `folder`, and the table (dbmate's, unless said) that says what it has.

    With a `server` of the workbench's, files are replayed there, to see whether the database has what they promise.
    """

    url: str = field(repr=False)  # it may hold a password
    folder: Path
    table: str = TABLE
    server: Server | None = None

    @property
    def where(self) -> str:
        """Who, where and which database; never a password."""
        return str(parse(self.url))


@dataclass(frozen=True, slots=True)
class How:
    """What is let pass, and at what pace.

    `late`: files older than what was applied last. `unknown`: versions without a file. `allow_lossy`: a way back that
    destroys rows. `to`: the last version to apply.
    """

    late: bool = False
    unknown: bool = False
    allow_lossy: bool = False
    to: str | None = None
    pace: Pace = field(default_factory=Pace)
    watch: Watcher = unwatched


@dataclass(frozen=True, slots=True)
class Applied:
    """What ran on the database at `where`, in order, and what was seen before and after."""

    where: str
    way: Way
    ran: tuple[Ran, ...]
    before: Verdicts
    after: Verdicts = ()

    @property
    def is_good(self) -> bool:
        """Whether the database is afterwards as it should be."""
        return not failures(self.after)

    def text(self) -> str:
        """For a person."""
        done = "applied" if self.way is Way.UP else "taken back"
        lines = [
            f"{done} {ran.file}: {ran.statements} statements in {ran.seconds:.2f} s"
            + (f", {ran.attempts} attempts for its locks" if ran.attempts > 1 else "")
            for ran in self.ran
        ]
        nothing = [] if self.ran else [f"{self.where}: nothing to do"]
        return "\n".join(
            [*nothing, *(f"before: {v}" for v in self.before), *lines, *(f"after: {v}" for v in self.after)]
        )


def status(target: Target) -> Status:
    """Where a database stands; nothing is changed. ServerError if it does not answer."""
    files, chain = _read(target)
    with _connected(target) as connection:
        entries = entries_of(files, find_ledger(connection, target.table).versions(connection))
        verdicts = (
            server_version(connection),
            chain,
            invalid_indexes(connection),
            _promised(connection, target, files),
        )
        return Status(target.where, entries, verdicts)


def apply(target: Target, how: How = How()) -> Applied:
    """Run the files that the database has not, in order, each whole or not at all, and look at it before and after.

    RefusedError names every check that failed, and nothing was run; ApplyError names file and line of what the server
    refused, and the files before it stay. Run again after either, or after the process was killed.
    """
    files, chain = _read(target)
    with _migrating(target, how) as runner:
        entries = entries_of(files, runner.ledger.versions(runner.connection))
        standing = {entry.version: entry.standing for entry in entries}
        waiting = [file for file in files if standing[file.version] is not Standing.APPLIED]
        waiting = [file for file in waiting if how.to is None or file.version <= _known(how.to, files)]
        intent = Intent(runner.ledger, waiting, Way.UP, entries, how.late, how.unknown)
        return _run(target, runner, intent, [chain])


def rollback(target: Target, how: How = How(), steps: int = 1) -> Applied:
    """Take back the last `steps` files that were applied; errors as for `apply`.

    A way back that would destroy rows is refused unless `how.allow_lossy`.
    """
    if steps < 1:
        raise RefusedError([f"{steps} files to take back: at least one is expected"])
    files, chain = _read(target)
    with _migrating(target, how) as runner:
        versions = runner.ledger.versions(runner.connection)
        entries = entries_of(files, versions)
        known = {file.version: file for file in files}
        last = sorted(versions, reverse=True)[:steps]
        if strange := [version for version in last if version not in known]:
            raise RefusedError([f"{', '.join(strange)}: applied, and there is no such file to take it back by"])
        intent = Intent(runner.ledger, [known[version] for version in last], Way.DOWN, entries, how.late, how.unknown)
        exported = read_chain(target.folder) is not None
        return _run(target, runner, intent, [chain, _losing(runner.connection, intent, how, exported=exported)])


def _run(target: Target, runner: Runner, intent: Intent, first: Sequence[Verdict]) -> Applied:
    connection, files = runner.connection, _read(target)[0]
    before = (*first, *look(connection, intent), *_drift(connection, target, files, intent))
    if intent.files and (reasons := failures(before)):
        raise RefusedError(reasons)
    if not intent.files:
        return Applied(target.where, intent.way, (), before)
    runner.ledger.make(connection)
    ran = tuple(runner.run(file, intent.way) for file in intent.files)
    runner.settle()
    after = (_written(runner, intent), invalid_indexes(connection), _promised(connection, target, files))
    return Applied(target.where, intent.way, ran, before, after)


def _drift(
    connection: psycopg.Connection[Any], target: Target, files: Sequence[File], intent: Intent
) -> Iterator[Verdict]:
    """What somebody changed by hand since: to be known before more is built on it, but it may be what is mended now."""
    if intent.files:
        found = _promised(connection, target, files)
        yield replace(found, outcome=Outcome.WARNING) if found.outcome is Outcome.FAILED else found


def _written(runner: Runner, intent: Intent) -> Verdict:
    """The ledger says what was done."""
    versions = set(runner.ledger.versions(runner.connection))
    wrong = [file.name for file in intent.files if (file.version in versions) is not (intent.way is Way.UP)]
    if wrong:
        return failed("ledger", f"{', '.join(wrong)}: somebody else changed {runner.ledger.table} meanwhile")
    return passed("ledger", f"{len(versions)} versions in {runner.ledger.schema}.{runner.ledger.table}")


def _losing(connection: psycopg.Connection[Any], intent: Intent, how: How, *, exported: bool) -> Verdict:
    found = [f"{f.name}: {words}" for f in intent.files for words in losses_of(connection, f, exported=exported)]
    if not found:
        return passed("rows", "the way back destroys none")
    said = f"the way back destroys {'; '.join(found)}"
    return warned("rows", said) if how.allow_lossy else failed("rows", f"{said}: allow it with --allow-lossy")


def _promised(connection: psycopg.Connection[Any], target: Target, files: Sequence[File]) -> Verdict:
    versions = set(find_ledger(connection, target.table).versions(connection))
    return promised(connection, target.server, [file for file in files if file.version in versions])


def _read(target: Target) -> tuple[tuple[File, ...], Verdict]:
    """The files, and whether they are the ones that were exported; ContentError if one was touched since."""
    if not target.folder.is_dir():
        raise ContentError(target.folder, None, "no such folder: name the one that holds the migration files")
    files = read_files(target.folder)
    if (twice := _twice(files)) is not None:
        raise ContentError(target.folder, None, f"two files have the time {twice}: give one of them another")
    if not (target.folder / NAME).exists():
        return files, warned("chain", f"there is no {NAME}: whether a file was rewritten cannot be told")
    check(target.folder, files)
    return files, passed("chain", f"{len(files)} files are as they were exported")


def _twice(files: Sequence[File]) -> str | None:
    versions = [file.version for file in files]
    return next((version for version in versions if versions.count(version) > 1), None)


def _known(version: str, files: Sequence[File]) -> str:
    if version not in {file.version for file in files}:
        raise UnknownNameError("version", version, [file.version for file in files])
    return version


@contextmanager
def _connected(target: Target) -> Iterator[psycopg.Connection[Any]]:
    address: Address = parse(target.url)
    try:
        connection = address.connect()
    except psycopg.OperationalError as error:
        raise ServerError(f"no connection to {address}: {address.scrubbed(str(error))}") from None
    with connection:
        yield connection


@contextmanager
def _migrating(target: Target, how: How) -> Iterator[Runner]:
    """A connection that nobody else migrates beside, with the session's timeouts set."""
    with _connected(target) as connection:
        runner = Runner(connection, Ledger(""), how.pace, how.watch)
        runner.settle()
        with alone(connection, how.pace.wait):
            yield replace(runner, ledger=find_ledger(connection, target.table))


__all__ = [
    "Applied",
    "Entry",
    "How",
    "Moment",
    "Pace",
    "Ran",
    "Standing",
    "Status",
    "Target",
    "apply",
    "rollback",
    "status",
]
