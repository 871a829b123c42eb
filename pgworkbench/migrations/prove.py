"""The proof of migration files: executed on a scratch database, with rows in it, forward, twice, back, and forward.

Structure is compared by normalised `pg_dump`, rows by a digest of each table. Each step is recorded with its duration.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.catalog.dump import Structure
from pgworkbench.errors import ProofError, RefusedError
from pgworkbench.migrations.digest import Columns, Rows, columns_of, digest, shared
from pgworkbench.migrations.files import File
from pgworkbench.migrations.parts import KEPT
from pgworkbench.migrations.rebuild import disorders
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.structure import shown, structure
from pgworkbench.server import Database, Server

_ROLE = re.compile(r'\bCREATE ROLE ("(?:[^"]|"")+"|[a-z_][a-z0-9_]*)')
_NAME = r'(?:"(?:[^"]|"")+"|[^\s".]+)'
_KEY = re.compile(rf"ALTER TABLE (?:ONLY )?({_NAME}\.{_NAME})\s+ADD CONSTRAINT ({_NAME}) (?:UNIQUE|PRIMARY KEY)")
_UNIQUE_INDEX = re.compile(rf"CREATE UNIQUE INDEX ({_NAME}) ON ({_NAME}\.{_NAME}) ")
_LAST = re.compile(rf"{_NAME}$")
# SQLSTATEs of values that do not become others (too long, too large, no such text), and of rules that rows break.
_OF_ROWS = {"22001", "22003", "22007", "22008", "22P02", "23502", "23503", "23505", "23514", "23P01"}
Load = Callable[[Database], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was shown: of which file (empty for all of them), what, in how many seconds."""

    file: str
    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Proof:
    """That the files do what they say on one server; `rows` were in the tables while they ran.

    `orders`: tables whose columns stand in another order after the way back, or after the way forward that follows.
    """

    version: int
    files: tuple[str, ...]
    steps: tuple[Step, ...]
    rows: int
    orders: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it took."""
        return sum(step.seconds for step in self.steps)

    def and_on_old_rows(self, step: Step) -> Proof:
        """The same, with what was shown afterwards."""
        return replace(self, steps=(*self.steps, step))


@dataclass(frozen=True, slots=True)
class Stand:
    """The database after some number of files."""

    structure: Structure
    columns: Columns
    catalog: Catalog


@dataclass(slots=True)
class _Run:
    """A proof under way: `stands[n]` is what n files make."""

    database: Database
    files: Sequence[File]
    stands: list[Stand] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, file: str, what: str) -> Iterator[None]:
        """Record a step, or say which one failed."""
        began = time.perf_counter()
        try:
            yield
        except FailedError as failed:
            raise ProofError(_named(file, what), str(failed)) from None
        self.steps.append(Step(file, what, time.perf_counter() - began))


def prove(
    server: Server,
    files: Sequence[File],
    load: Load | None = None,
    *,
    loaded_after: int | None = None,
    begin: Load | None = None,
) -> Proof:
    """Show that files do what they promise on `server`; ProofError names the step that failed and what differed.

    Each file: up, up again, down, up. Then all of them with rows: back to the beginning, and forward again. `load`
    fills the scratch database once the first `loaded_after` files are applied (all of them, unless said otherwise);
    `begin` makes the state that the first file starts from, if that is not an empty database.
    """
    at = len(files) if loaded_after is None else loaded_after
    with server.scratch("proof", roles=roles_made(files)) as database:
        if begin is not None:
            begin(database)
        run_ = _Run(database, files)
        run_.stands.append(_stand(database))
        if at == 0:
            _fill(run_, load)
        for number in range(len(files)):
            _prove_one(run_, number)
            if number + 1 == at:
                _fill(run_, load)
        rows = _prove_all(run_)
    return Proof(server.version, tuple(file.name for file in files), tuple(run_.steps), rows, tuple(run_.orders))


def prove_on_old_rows(server: Server, old: Sequence[File], new: Sequence[File], load: Load) -> Step:
    """Show that the `new` files do on rows of the state before them what they do without any.

    The rows are those of the new state, taken back, and what was kept of them is forgotten: so a new column comes to
    rows that have no value for it. RefusedError names what has none.
    """
    what = "up, on rows that were there before"
    began = time.perf_counter()
    with server.scratch("old rows", roles=roles_made((*old, *new))) as database:
        for file in (*old, *new):
            run(database, file, Way.UP)
        load(database)
        wanted = _stand(database)
        for file in reversed(new):
            run(database, file, Way.DOWN)
        with database.connect(autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE".encode())
        for file in new:
            try:
                _forward(database, file)
            except FailedError as failed:
                raise ProofError(_named(file.name, what), str(failed)) from None
        _same("", what, wanted, database)
    return Step("", what, time.perf_counter() - began)


def _forward(database: Database, file: File) -> None:
    """Run a file for the first time; RefusedError if it is for the rows that are there that it cannot."""
    try:
        run(database, file, Way.UP)
    except FailedError as failed:
        if "contains null values" in failed.said:
            advice = "rows that are there have no value for it: give it a default, or say what they get with"
            raise RefusedError([f"{failed}; {advice} info={{'backfill': 'SQL expression'}}"]) from None
        if failed.state in _OF_ROWS:
            raise RefusedError(
                [f"{failed}; rows that are there do not fit: change them first, in a step apart"]
            ) from None
        raise


def roles_made(files: Sequence[File]) -> tuple[str, ...]:
    """The roles that the files create: on a scratch database others stand in for them."""
    found = (match[1] for file in files for match in _ROLE.finditer(file.text))
    return tuple(dict.fromkeys(n[1:-1].replace('""', '"') if n.startswith('"') else n for n in found))


def _fill(run_: _Run, load: Load | None) -> None:
    if load is not None:
        with run_.step("", "rows are loaded"):
            load(run_.database)


def _prove_one(run_: _Run, number: int) -> None:
    file, before = run_.files[number], run_.stands[number]
    kept = digest(run_.database, before.columns)
    with run_.step(file.name, "up"):
        _forward(run_.database, file)
        after = _stand(run_.database)
        run_.stands.append(after)
        _same_rows(file.name, "up", kept, run_.database, shared(before.columns, after.columns))
    rows = digest(run_.database, after.columns)
    with run_.step(file.name, "up again changes nothing"):
        run(run_.database, file, Way.UP)
        _same(file.name, "up again changes nothing", after, run_.database)
        _same_rows(file.name, "up again changes nothing", rows, run_.database)
    spare = handed_over(before.structure, after.structure)
    with run_.step(file.name, "down"):
        run(run_.database, file, Way.DOWN)
        _same(file.name, "down", before, run_.database, spare)
        _same_rows(file.name, "down", kept, run_.database)
    with run_.step(file.name, "down again changes nothing"):
        run(run_.database, file, Way.DOWN)
        _same(file.name, "down again changes nothing", before, run_.database, spare)
        _same_rows(file.name, "down again changes nothing", kept, run_.database)
    with run_.step(file.name, "up after down"):
        run(run_.database, file, Way.UP)
        _same(file.name, "up after down", after, run_.database)
        _same_rows(file.name, "up after down", rows, run_.database)


def _prove_all(run_: _Run) -> int:
    """Back to the beginning with all rows, and forward again."""
    rows = digest(run_.database, run_.stands[-1].columns)
    spare: frozenset[str] = frozenset()
    for number in reversed(range(len(run_.files))):
        file, before, after = run_.files[number], run_.stands[number], run_.stands[number + 1]
        common = shared(after.columns, before.columns)
        held = digest(run_.database, common)
        spare |= handed_over(before.structure, after.structure)
        with run_.step(file.name, "down, with the rows of all"):
            run(run_.database, file, Way.DOWN)
            _same(file.name, "down, with the rows of all", before, run_.database, spare)
            _same_rows(file.name, "down, with the rows of all", held, run_.database)
    _orders(run_, run_.stands[0], "after the way back")
    for number, file in enumerate(run_.files):
        with run_.step(file.name, "up, after all were taken back"):
            run(run_.database, file, Way.UP)
            _same(file.name, "up, after all were taken back", run_.stands[number + 1], run_.database)
    _orders(run_, run_.stands[-1], "there and back and there again")
    with run_.step("", "the rows are back"):
        _same_rows("", "the rows are back", rows, run_.database)
    return sum(count for count, _ in rows.digests.values())


def _orders(run_: _Run, expected: Stand, when: str) -> None:
    """Note where columns stand otherwise than they did: PostgreSQL puts one that comes back last."""
    with run_.database.connect(autocommit=True) as connection:
        found = disorders(read_catalog(connection), expected.catalog)
    run_.orders += [f"{when}, {one}" for one in found]


def _stand(database: Database) -> Stand:
    with database.connect(autocommit=True) as connection:
        catalog = read_catalog(connection)
    return Stand(structure(database), columns_of(catalog), catalog)


def handed_over(before: Structure, after: Structure) -> frozenset[str]:
    """What says of indexes in `before` that they are there, where `after` has keys of their names instead.

    PostgreSQL cannot take an index from its key again: on the way back it goes with the key. Nothing is lost by that,
    as the way back of the file that built it would drop it next.
    """
    keys = {(match[1], match[2]) for statement in after.statements if (match := _KEY.match(statement))}
    found = {
        (match[2], match[1]): statement for statement in before.statements if (match := _UNIQUE_INDEX.match(statement))
    }
    went = {place: statement for place, statement in found.items() if place in keys}
    names = {f"{table.removesuffix(_last(table))}{name}" for table, name in went}
    remarks = (s for s in before.statements for name in names if s.startswith(f"COMMENT ON INDEX {name} IS"))
    return frozenset([*went.values(), *remarks])


def _last(qualified: str) -> str:
    """The table's own part of `schema.table`."""
    match = _LAST.search(qualified)
    return match[0] if match else qualified


def _same(file: str, what: str, expected: Stand, database: Database, spare: frozenset[str] = frozenset()) -> None:
    """The structure is as it should be; `spare` are statements of it that may be missing, all of them."""
    made = structure(database)
    wanted = expected.structure
    if spare and made != wanted:
        wanted = Structure(tuple(s for s in wanted.statements if s not in spare))
    found = shown(wanted, made)
    if found:
        raise ProofError(_named(file, what), found)


def _same_rows(file: str, what: str, expected: Rows, database: Database, columns: Columns | None = None) -> None:
    wanted = expected
    if columns is not None:  # where columns are gone, the whole table is compared when they are back
        same = {name: held for name, held in columns.items() if held == expected.columns[name]}
        wanted = Rows(same, {name: expected.digests[name] for name in same})
    found = wanted.differences(digest(database, wanted.columns))
    if found:
        raise ProofError(_named(file, what), "; ".join(found))


def _named(file: str, what: str) -> str:
    return f"{file}: {what}" if file else what
