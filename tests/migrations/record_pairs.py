"""A long run of random pairs, recorded: `python tests/migrations/record_pairs.py 2000 docs/migrations/random_pairs.md`.

Seeds go from zero (or from the third argument on). A batch is proven at once; where it fails, in halves.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from migrations.pairs import Pair, build, files_of, proven, start
from migrations.random_pairs import pair

from pgworkbench.errors import RefusedError, WorkbenchError
from pgworkbench.migrations.asked import read_asked
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.state import read_state
from pgworkbench.server import Server, ServerOptions, open_server

_BATCH = 40
_STATE = Path(__file__).parents[2] / ".pgworkbench"


@dataclass
class Record:
    """What came out so far."""

    version: int
    proven: int = 0
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def text(self) -> str:
        """The page."""
        tried = self.proven + len(self.refused) + len(self.failed)
        lines = [
            "# Random pairs of schemas",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, PostgreSQL {self.version}, {self.seconds:.0f} seconds; made by",
            "`python tests/migrations/record_pairs.py COUNT FILE [FIRST SEED]`. Each pair: up gives TO, up again",
            "changes nothing, down gives FROM by pg_dump, rows survive, up once more. A pair is one to six changes.",
            "",
            f"{tried} pairs: {self.proven} proven, {len(self.refused)} refused by name, {len(self.failed)} failed.",
            "",
            "| Kind | Operations |",
            "|---|---|",
            *(f"| {kind} | {count} |" for kind, count in sorted(self.kinds.items())),
            "",
            *(f"- refused: {line}" for line in self.refused),
            *(f"- failed: {line}" for line in self.failed),
        ]
        return "\n".join(lines).rstrip() + "\n"


def count(server: Server, pairs: list[Pair], record: Record) -> None:
    """Which kinds the pairs' differences touch."""
    with server.scratch("from") as first, server.scratch("to") as second:
        start(first, pairs)
        build(second, pairs, "after")
        one, other = read_state(first), read_state(second)
        plan = one_way(one.catalog, other.catalog, one.towards(other), Choices())
        record.kinds.update(f"{operation.address.kind}: {operation.verb}" for operation in plan.up)
    wishes = [read_asked(wish) for each in pairs for wish in each.renames]
    record.kinds.update(f"{'column' if len(wish.path) > 2 else 'table'}: rename" for wish in wishes)


def batch(server: Server, pairs: list[Pair], record: Record) -> None:
    """All at once, and in halves where something stands in the way."""
    try:
        proven(server, pairs, files_of(server, pairs, phases=False))
    except WorkbenchError as error:
        if len(pairs) > 1:
            half = len(pairs) // 2
            batch(server, pairs[:half], record)
            batch(server, pairs[half:], record)
            return
        told = record.refused if isinstance(error, RefusedError) else record.failed
        told.append(f"{pairs[0].name}: {str(error)[:200]}")
    else:
        record.proven += len(pairs)


def main() -> None:
    """Run and record; what is there is written after each batch."""
    wanted, path = int(sys.argv[1]), Path(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    began = time.perf_counter()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_server(ServerOptions.from_environment(_STATE)) as server:
        record = Record(server.version)
        for first in range(seed, seed + wanted, _BATCH):
            pairs = [pair(number) for number in range(first, min(first + _BATCH, seed + wanted))]
            count(server, pairs, record)
            batch(server, pairs, record)
            record.seconds = time.perf_counter() - began
            path.write_text(record.text(), encoding="utf-8")


if __name__ == "__main__":
    main()
