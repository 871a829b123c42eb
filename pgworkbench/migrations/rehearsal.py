"""What a rehearsal found, as values: for a person, as rows for a frame, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pgworkbench.migrations.hurts import Hurt
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.trace import STRONG, Traced

if TYPE_CHECKING:  # for people only: not worth its start-up time elsewhere
    import pandas as pd

_NOTABLE = 10.0  # ms of a statement that is told though it stops nobody
_LINES, _SHOWN, _LOCKS = 20, 5, 3  # statements; waits and queries; locks of a statement


@dataclass(frozen=True, slots=True)
class Row:
    """One statement: alone (ms, locks, rows read, bytes of WAL) and under traffic (ms; None if nothing else ran).

    `locks` are those on relations that were there before, as `mode on relation`; the strongest first.
    """

    file: str
    way: str
    line: int
    statement: str
    ms: float
    ms_in_traffic: float | None
    locks: tuple[str, ...]
    stops: str
    rows_read: int | None
    rewrites: Mapping[str, int]
    wal_bytes: int
    seen: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A query's longest time while files ran: usually `usual_ms`, `longest_ms` during the statement at `place`.

    `blocked`: it was seen waiting for a lock of the migration.
    """

    query: str
    kind: str
    way: str
    place: str
    usual_ms: float
    longest_ms: float
    blocked: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Files run on a copy with `rows` rows on a server of this version, with and without traffic, there and back.

    `broken`: queries that worked before and do not afterwards; `aside`: queries that could not be part of the traffic,
    each with the reason; `back`: what the way back did not restore (empty: everything).
    """

    version: int
    files: tuple[str, ...]
    rows: int
    statements: tuple[Row, ...]
    waits: tuple[Wait, ...]
    hurts: tuple[Hurt, ...]
    broken: Mapping[str, str]
    aside: Mapping[str, str]
    back: str
    executed: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing would hurt on the way up, no query breaks, and the way back restores everything."""
        return not any(hurt.way == Way.UP for hurt in self.hurts) and not self.broken and not self.back

    @property
    def longest_wait(self) -> Wait | None:
        """The query that waited longest for a lock; None if none did."""
        return max((wait for wait in self.waits if wait.blocked), key=lambda wait: wait.longest_ms, default=None)

    def frame(self) -> pd.DataFrame:
        """One row for each statement."""
        import pandas as pd

        return pd.DataFrame([asdict(row) for row in self.statements])

    def json(self) -> str:
        """All of it."""
        said: dict[str, Any] = asdict(self)
        return json.dumps({**said, "is_good": self.is_good}, indent=2, ensure_ascii=False)

    def text(self) -> str:
        """For a person: the statements that took time or locks, what would hurt, what waited, what breaks."""
        where = f"{len(self.files)} files on {self.rows} rows, PostgreSQL {self.version // 10000}"
        notable = [row for row in self.statements if _strong(row) or row.ms >= _NOTABLE]
        shown = {id(row) for row in sorted(notable, key=lambda row: -row.ms)[:_LINES]}
        parts = [
            f"{where}, {self.executed} executions of the workload meanwhile",
            *(f"HURTS {hurt}" for hurt in self.hurts),
            *(f"BREAKS {query}: {said}" for query, said in self.broken.items()),
            f"NOT RESTORED by the way back: {self.back}" if self.back else "the way back restores structure and rows",
            *(_wait(wait) for wait in self.waits[:_SHOWN]),
            *(_line(row) for row in notable if id(row) in shown),
            *[f"and {len(notable) - _LINES} statements that took less (all in the frame)"] * (len(notable) > _LINES),
            *(f"left aside {query}: {said}" for query, said in list(self.aside.items())[:_SHOWN]),
            *[f"and {len(self.aside) - _SHOWN} more left aside (all in the JSON)"] * (len(self.aside) > _SHOWN),
        ]
        return "\n".join(parts)


def row_of(traced: Traced, ms_in_traffic: float | None) -> Row:
    """A statement as a row."""
    under = [held for held in traced.locks if held.is_table]
    strongest = max((held for held in traced.under if held.matters), key=lambda held: held.strength, default=None)
    stops = "" if strongest is None else strongest.stops
    reads = None if traced.reads is None else sum(traced.reads.values())
    rewrites = {str(name): size for name, size in traced.rewrites.items()}
    return Row(
        traced.file,
        traced.way.value,
        traced.read.line,
        traced.read.title,
        round(traced.ms, 2),
        None if ms_in_traffic is None else round(ms_in_traffic, 2),
        tuple(map(str, under)),
        stops,
        reads,
        rewrites,
        traced.wal_bytes,
        traced.seen,
    )


def _strong(row: Row) -> list[str]:
    """The locks that it took and that stop somebody."""
    return [lock for lock in row.locks if lock.startswith(STRONG)]


def _line(row: Row) -> str:
    busy = "" if row.ms_in_traffic is None else f", {row.ms_in_traffic:.0f} ms in traffic"
    strong = _strong(row)
    locks = ", ".join(strong[:_LOCKS]) + (f" and {len(strong) - _LOCKS} more" if len(strong) > _LOCKS else "")
    locks = locks or ("no new lock that stops anybody" if row.seen else "ended before its locks were seen")
    arrow = "up  " if row.way == Way.UP else "down"
    return (
        f"{arrow} {row.file}:{row.line}: {row.ms:.0f} ms{busy}; {locks}; {row.wal_bytes} bytes of WAL; {row.statement}"
    )


def _wait(wait: Wait) -> str:
    why = "waited for a lock" if wait.blocked else "took"
    return f"{wait.way}: {wait.query} {why} {wait.longest_ms:.0f} ms (usually {wait.usual_ms:.1f}) at {wait.place}"
