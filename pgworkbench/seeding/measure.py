"""How fast a table's rows are made and loaded, against other ways: ratios within one run, the ways taken in turn.

All load the same columns into an unlogged copy of the table without indexes, unless the way says otherwise. The time of
the server's CPU is read from its process, so it is known only where the server runs on this machine.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from pgworkbench.errors import SeedError
from pgworkbench.seeding.payload import Part
from pgworkbench.seeding.rows import Generation, World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import read_targets
from pgworkbench.seeding.ways import ASIDE, BASE, KEPT, MADE, Bench, Turn
from pgworkbench.server import Database


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
    absent: tuple[str, ...] = ()  # ways that could not be taken here, and why

    def ratio(self, name: str, base: str = BASE) -> float:
        """The rate of a way as a part of another's, the median over the rounds."""
        ours, theirs = self._way(name).rates, self._way(base).rates
        return median(mine / its for mine, its in zip(ours, theirs, strict=True))

    def cpu(self, name: str, base: str = BASE) -> float | None:
        """The server's CPU by a way as a part of another's, medians; None where it is not known."""
        ours, theirs = self._way(name).server, self._way(base).server
        return median(ours) / median(theirs) if ours and theirs and median(theirs) else None

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
        lines += ["", *self._told(), *(f"- {each}" for each in self.absent)]
        return "\n".join(lines) + "\n"

    def _told(self) -> Iterator[str]:
        """What the figures come to, a line each."""
        for way in self.ways:
            if way.name not in {MADE, KEPT, ASIDE}:
                yield f"- Generated, against {way.name}: {1 / self.ratio(way.name, MADE):.2f} times as fast."
        saved, whole = self.cpu(ASIDE, KEPT), self.cpu(ASIDE)
        if saved is not None and whole is not None:
            yield f"- Keys and indexes rebuilt after the load, against kept: {saved:.2f} of the server's CPU."
            yield f"- With all keys and indexes, against the bare binary load: {whole:.2f} times the server's CPU."

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
        with Bench(database, connection, part, targets) as bench:
            ways = tuple(_way(name, rounds) for name, rounds in bench.rounds(order.rounds).items())
    facts = {"server": database.server.version, "machine": platform.platform(), "cores": os.cpu_count()}
    facts |= {"seed": order.seed, "load average": os.getloadavg()}
    return Measured(order.table, part.stop, ways, facts, bench.absent)


def _way(name: str, rounds: Sequence[Turn]) -> Way:
    cpu = tuple(its for _, its, _ in rounds if its is not None)
    return Way(
        name,
        tuple(rate for rate, _, _ in rounds),
        cpu if len(cpu) == len(rounds) else (),
        tuple(own for _, _, own in rounds),
    )
