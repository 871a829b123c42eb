"""What a worker of a load does: it makes some rows of one table itself and sends them over a connection of its own.

Rows never pass between processes: a task names a table and the numbers of its rows, and what comes back is a digest.
A worker may be a process here or one of a Dask cluster elsewhere, so a task carries all that it needs to make the
same rows: the plans, where their modules lie, the server's URL (with its password, if it has one), and the versions
of the libraries that made the digests what they are.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import Any, TypeVar
from uuid import uuid4

import psycopg

from pgworkbench.errors import SeedError, WorkbenchError
from pgworkbench.seeding import aside, loading
from pgworkbench.seeding.generator import Generator
from pgworkbench.seeding.loading import Load
from pgworkbench.seeding.manifest import LIBRARIES
from pgworkbench.seeding.payload import Part
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.rows import World
from pgworkbench.seeding.target import TargetTable

_OWN = "pgworkbench"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Home:
    """What all tasks of one load share. `token` is new for each load: a worker that lives on reads plans anew."""

    url: str
    world: bytes
    paths: tuple[str, ...]
    modules: tuple[str, ...]
    versions: Mapping[str, str] = field(default_factory=lambda: {name: version(name) for name in LIBRARIES})
    token: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    def of(cls, url: str, world: World) -> Home:
        """The home of a load into the database at a URL."""
        plans = tuple(world.plans.values())
        body = pickle.dumps((world.seed, plans, world.generations))
        return cls(url, body, tuple(sys.path), tuple(sorted(set(_modules(plans)))))

    def __hash__(self) -> int:
        return hash(self.token)


@dataclass(frozen=True, slots=True)
class Task:
    """The rows `start` … `stop` - 1 of a table."""

    home: Home
    target: TargetTable
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a task has loaded: the digest of its rows, and the pools that they were drawn from."""

    table: str
    digest: Digest
    pools: Mapping[str, str]


def copy_task(task: Task) -> Done:
    """Make the rows and load them, in one transaction; SeedError says what stands in the way."""

    def copied(connection: psycopg.Connection) -> Done:
        load = Load(connection, world_of(task.home), (task.target,), loading.unwatched)
        loading.begin(load)
        with loading.naming(task.target):
            digest = loading.copy_part(load, Part(load.world, task.target, task.start, task.stop))
        return Done(str(task.target.name), digest, dict(load.world.pools))

    return connected(task.home, copied)


def rebuild_task(home: Home, target: TargetTable) -> str:
    """Rebuild the indexes that were set aside for the load of a table, checking what they enforce; its name."""

    def rebuilt(connection: psycopg.Connection) -> str:
        with loading.naming(target):
            aside.rebuild_indexes(connection, aside.leaves(connection, target))
        return str(target.name)

    return connected(home, rebuilt)


def greet(home: Home) -> None:
    """Whether this worker can do its work: SeedError if it makes other rows or cannot reach the server."""
    here = {name: version(name) for name in home.versions}
    for name, wanted in home.versions.items():
        if here[name] != wanted:
            raise SeedError(f"a worker has {name} {here[name]} and would make other rows: install {wanted} there")
    connected(home, lambda _: world_of(home))


def connected(home: Home, work: Callable[[psycopg.Connection], _Result]) -> _Result:
    """The work in one transaction. Errors travel to another process as SeedError, which needs nothing but its text."""
    try:
        connection = psycopg.connect(home.url, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise SeedError(
            f"a worker cannot reach the server ({str(error).splitlines()[0]}): give --database-url an address that "
            f"every worker can reach, or leave --scheduler out"
        ) from None
    try:
        with connection:
            return work(connection)
    except SeedError as error:
        raise SeedError(str(error)) from None
    except (WorkbenchError, psycopg.Error) as error:
        raise SeedError(f"a worker failed: {error}") from None


@lru_cache(maxsize=1)
def world_of(home: Home) -> World:
    """The world that the coordinator sees; the plans' own modules are imported as they stand now."""
    for name in [name for name in sys.modules if name.partition(".")[0] in home.modules and name != "__main__"]:
        del sys.modules[name]
    sys.path.extend(path for path in home.paths if path not in sys.path)
    try:
        seed, plans, generations = pickle.loads(home.world)  # noqa: S301  # from the process that gave the task
    except (ImportError, AttributeError) as error:
        raise SeedError(
            f"a worker cannot import the plans ({error}): the design's folder must be there as here"
        ) from None
    return World(seed, plans, generations)


def _modules(part: Any) -> Iterator[str]:
    """The packages in which plans found their generators, other than the workbench's own."""
    match part:
        case Generator(factory=factory, arguments=arguments, options=options):
            package = factory.__module__.partition(".")[0]
            if package != _OWN:
                yield package
            yield from _modules((*arguments, *options.values()))
        case Mapping():
            yield from _modules(tuple(part.values()))
        case tuple() | list():
            for each in part:
                yield from _modules(each)
        case _ if hasattr(part, "generators"):
            yield from _modules(part.generators)


def cut(home: Home, targets: Sequence[tuple[TargetTable, int]], rows: int) -> list[Task]:
    """The tasks that load so many rows of each table, the largest tables first, at most `rows` at once."""
    largest = sorted(targets, key=lambda its: -its[1])
    return [
        Task(home, target, start, min(start + rows, total))
        for target, total in largest
        for start in range(0, total, rows)
    ]
