"""How fast a table's rows are made and loaded, against other ways: ratios within one run, the ways taken in turn.

All load the same columns into an unlogged copy of the table without indexes, unless the way says otherwise. The time of
the server's CPU is read from its process, so it is known only where the server runs on this machine.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError
from pgworkbench.seeding import aside
from pgworkbench.seeding.encode import SIGNATURE, TRAILER
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.rivals import faker_copy, insert_select
from pgworkbench.seeding.rows import Generation, World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import TargetTable, read_targets
from pgworkbench.server import Database

_BARE = sql.Identifier("pgworkbench_measured", "bare")
_SLOW = 20  # the way of one value at a time gets such a part of the rows
_BASE = "pre-rendered binary COPY"
_MADE = "generated binary COPY (this)"


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """What is measured: a table of the plans with so many rows, each way so often."""

    table: str
    volumes: Mapping[str, int]
    seed: int
    as_of: datetime
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A way that was measured: rows a second in each round, and CPU seconds a million rows."""

    name: str
    rates: tuple[float, ...]
    server: tuple[float, ...] = ()
    client: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return median(self.rates)


@dataclass(frozen=True, slots=True)
class Measured:
    """All ways of one run, with what the figures depend on."""

    table: str
    rows: int
    ways: tuple[Way, ...]
    facts: Mapping[str, object] = field(default_factory=dict)

    def ratio(self, name: str, base: str = _BASE) -> float:
        """The rate of a way as a part of another's, the median over the rounds."""
        ours, theirs = self._way(name).rates, self._way(base).rates
        return median(mine / its for mine, its in zip(ours, theirs, strict=True))

    def _way(self, name: str) -> Way:
        return next(way for way in self.ways if way.name == name)

    def markdown(self) -> str:
        """The table, as `docs/benchmarks/` has it."""
        lines = [f"# Loading {self.rows:,} rows into {self.table}", ""]
        lines += ["Medians of one run, the ways taken in turn; ratios are of the same round. What shares the machine"]
        lines += ["slows all of them, not all of them alike: `loads.json` has the load average and every round.", ""]
        lines += ["| way | rows/s | of pre-rendered | server CPU s per million | client CPU |", "|---|---|---|---|---|"]
        for way in self.ways:
            cpu = f"{median(way.server):.2f}" if way.server else "not known"
            lines.append(
                f"| {way.name} | {way.rate:,.0f} | {self.ratio(way.name):.2f} | {cpu} | {median(way.client):.2f} |"
            )
        times = [(way.name, 1 / self.ratio(way.name, _MADE)) for way in self.ways if way.name != _MADE]
        lines += ["", *(f"- Generated, against {name}: {times_of:.2f} times as fast." for name, times_of in times)]
        return "\n".join(lines) + "\n"

    def record(self, folder: Path) -> None:
        """Write report.md and loads.json (the manifest: every round, and what it depends on) into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.md").write_text(self.markdown(), encoding="utf-8")
        (folder / "loads.json").write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def measure_loads(database: Database, plans: Sequence[TablePlan], order: LoadOrder) -> Measured:
    """Measure the ways to load one table; its database needs the design, and keeps no row of this.

    SeedError if a column of the plan has no binary encoder.
    """
    world = World(order.seed, plans, [Generation(dict(order.volumes), order.as_of)])
    with database.connect(autocommit=True) as connection:
        targets = read_targets(connection, plans)
        target = next((its for its in targets if str(its.name) == order.table), None)
        if target is None:
            raise SeedError(f"{order.table} has no plan, so its rows cannot be made")
        part = Part(world, target, 0, order.volumes[order.table])
        if part.staged:
            raise SeedError(f"{order.table}.{part.staged[0].name} has no binary form: nothing to compare with")
        measured = _Measurement(connection, part)
        ways = measured.ways(order.rounds)
    facts = {"server": database.server.version, "machine": platform.platform(), "cores": os.cpu_count()}
    return Measured(order.table, part.stop, ways, facts | {"seed": order.seed, "load average": os.getloadavg()})


class _Measurement:
    def __init__(self, connection: psycopg.Connection, part: Part) -> None:
        self.connection, self.part = connection, part
        self.rendered = [bytes(chunk.data) for chunk in chunks(part)]  # this also fills the pools and summaries

    def ways(self, rounds: int) -> tuple[Way, ...]:
        """Every way in every round."""
        rows, slow = self.part.stop, max(1, self.part.stop // _SLOW)
        query = insert_select(_BARE, self.part.columns, rows)
        known: dict[str, tuple[Callable[[], object], int, bool]] = {
            _BASE: (self._prerendered, rows, False),
            _MADE: (self._generated, rows, False),
            "INSERT … SELECT by the server": (lambda: self.connection.execute(query), rows, False),
            "Faker row by row, COPY": (
                lambda: faker_copy(self.connection, _BARE, self.part.columns, slow),
                slow,
                False,
            ),
            "pre-rendered, indexes kept": (self._prerendered, rows, True),
            "pre-rendered, indexes set aside and rebuilt": (self._aside, rows, True),
        }
        found: dict[str, list[tuple[float, float | None, float]]] = {name: [] for name in known}
        for _ in range(rounds):
            for name, (load, count, keyed) in known.items():
                found[name].append(self._timed(load, count, keyed=keyed))
        return tuple(_way(name, its) for name, its in found.items())

    def _timed(self, load: Callable[[], object], rows: int, *, keyed: bool) -> tuple[float, float | None, float]:
        self._bare(keyed=keyed)
        before, start, own = self._cpu(), time.perf_counter(), time.process_time()
        load()
        seconds, after, client = time.perf_counter() - start, self._cpu(), time.process_time() - own
        self.connection.execute("DROP SCHEMA pgworkbench_measured CASCADE")
        cpu = None if before is None or after is None else (after - before) / rows * 1_000_000
        return rows / seconds, cpu, client / rows * 1_000_000

    def _bare(self, *, keyed: bool) -> None:
        """An empty copy of the table: the planned columns alone, or all with keys and indexes."""
        self.connection.execute("DROP SCHEMA IF EXISTS pgworkbench_measured CASCADE")
        self.connection.execute("CREATE SCHEMA pgworkbench_measured")
        if keyed:
            options = sql.SQL("INCLUDING GENERATED INCLUDING DEFAULTS INCLUDING INDEXES")
            query = sql.SQL("CREATE UNLOGGED TABLE {} (LIKE {} {})")
            self.connection.execute(query.format(_BARE, self.target.identifier, options))
            return
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in self.part.columns)
        query = sql.SQL("CREATE UNLOGGED TABLE {} AS SELECT {} FROM {} LIMIT 0")
        self.connection.execute(query.format(_BARE, names, self.target.identifier))

    @property
    def target(self) -> TargetTable:
        """The table."""
        return self.part.target

    def _prerendered(self) -> None:
        self._copied(self.rendered)

    def _generated(self) -> None:
        self._copied(chunk.data for chunk in chunks(self.part))

    def _copied(self, blocks: object) -> None:
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in self.part.columns)
        query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(_BARE, names)
        with self.connection.cursor() as cursor, cursor.copy(query) as copy:
            copy.write(SIGNATURE)
            for block in blocks:  # type: ignore[attr-defined]  # chunks of bytes, rendered or not yet
                copy.write(block)
            copy.write(TRAILER)

    def _aside(self) -> None:
        """As `seed` loads: indexes set aside, and rebuilt."""
        query = "SELECT n.nspname, c.relname, c.oid::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        where = " WHERE c.oid = 'pgworkbench_measured.bare'::regclass"
        held = self.connection.execute(query + where).fetchall()
        with self.connection.transaction():
            aside.set_indexes_aside(self.connection, held)
            self._prerendered()
            aside.rebuild_indexes(self.connection, held)

    def _cpu(self) -> float | None:
        """CPU seconds that the server's process has used so far."""
        try:
            fields = Path(f"/proc/{self.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _way(name: str, rounds: Sequence[tuple[float, float | None, float]]) -> Way:
    cpu = tuple(its for _, its, _ in rounds if its is not None)
    return Way(
        name,
        tuple(rate for rate, _, _ in rounds),
        cpu if len(cpu) == len(rounds) else (),
        tuple(own for _, _, own in rounds),
    )
