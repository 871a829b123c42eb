"""Which indexes to have: the chosen set, what each member is worth, and how sure that is; as values and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pgworkbench.bench.beyond import Beyond
from pgworkbench.bench.run import Environment, Failure
from pgworkbench.bench.statistics import Ratio

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Effect:
    """How many times longer a query takes when an index alone is dropped from the chosen set.

    Above 1 the query gains by the index; below 1, as of a write, it pays for it. `pages`: without it, with it.
    """

    query: str
    writes: bool
    ratio: Ratio
    pages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Member:
    """An index of a set: its statement (for one to remove: that which removes it), bytes on disk, effects."""

    name: str
    ddl: str
    bytes: int
    kind: str
    effects: tuple[Effect, ...] = ()
    build_ms: float | None = None
    model: str = ""  # the line of a SQLAlchemy model

    @property
    def gains(self) -> tuple[Effect, ...]:
        """The queries that are slower without it, beyond doubt; the most so first."""
        return tuple(sorted((e for e in self.effects if e.ratio.low > 1), key=lambda e: (-e.ratio.median, e.query)))

    @property
    def costs(self) -> tuple[Effect, ...]:
        """The queries that are faster without it, beyond doubt."""
        return tuple(sorted((e for e in self.effects if e.ratio.high < 1), key=lambda e: (e.ratio.median, e.query)))


@dataclass(frozen=True, slots=True)
class Served:
    """A query before and with the chosen set: milliseconds a call, how many times longer it took before, pages.

    Without `ratio` its plans are the same, and so is its time. Of a write, ms are what its client waits for (planning
    and a round trip are in them), `wal` its bytes of WAL, and `hot` the share of its updates that needed no new index
    entry (None if it updates nothing). `plans`: before and after, a line a node, of the first parameter set.
    """

    query: str
    writes: bool
    calls: float
    before_ms: float
    ms: float
    ratio: Ratio | None
    pages: tuple[int, int]
    wal: tuple[int, int] = (0, 0)
    hot: tuple[float | None, float | None] = (None, None)
    plans: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another set: its indexes, bytes, and what all calls of an hour take (ms), reads and writes, in the search."""

    indexes: tuple[str, ...]
    bytes: int
    reads_ms: float
    writes_ms: float


@dataclass(frozen=True, slots=True)
class Totals:
    """All calls of an hour: how many times longer they took before; None where there are no such queries."""

    reads: Ratio | None
    writes: Ratio | None
    all: Ratio | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The set to have. Ratios were measured on a fresh copy, after the search, and in turns with what they refer to.

    `runner_up` is the next best set and `beside` how many times longer everything takes with it; if that cannot be
    told from 1 it is a `tie`, and the smaller of the two was chosen. `front`: sets that no other beats at once in
    reads, writes and bytes. `bytes`: of all indexes that are no rule, before and after.
    """

    environment: Environment
    build: tuple[Member, ...] = ()
    keep: tuple[Member, ...] = ()
    remove: tuple[Member, ...] = ()
    served: tuple[Served, ...] = ()
    totals: Totals = Totals(None, None, None)
    bytes: tuple[int, int] = (0, 0)
    table_bytes: int = 0
    budget: int = 0
    runner_up: Alternative | None = None
    beside: Ratio | None = None
    front: tuple[Alternative, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True
    beyond: Beyond | None = None

    @property
    def tie(self) -> bool:
        """Whether another set is as good as far as can be told."""
        return self.beside is not None and not self.beside.decided

    @property
    def confirmed(self) -> bool:
        """Whether anything was measured on a fresh copy; else nothing can be said for a change or against it."""
        return bool(self.served)

    @property
    def no_change(self) -> str:
        """What to say where nothing is proposed."""
        return "No change pays." if self.confirmed else "Nothing was decided: it took more time than there was."

    def json(self) -> str:
        """Everything, for machines; times in ms, sizes in bytes, a ratio with its interval and its pairs."""
        body = {"format": "pgworkbench choice 1", **_plain(asdict(self)), "tie": self.tie, "ddl": list(self.ddl)}
        for members, shown in ((self.build, body["build"]), (self.keep, body["keep"])):
            for member, each in zip(members, shown, strict=True):
                each["gains"] = [effect.query for effect in member.gains]
                each["costs"] = [effect.query for effect in member.costs]
        for kept, each in zip(self.beyond.kept, body["beyond"]["kept"], strict=True) if self.beyond is not None else ():
            each |= {"saved": asdict(kept.saved), "lost": asdict(kept.lost), "script": kept.script}
        if self.beyond is not None and self.beyond.growth is not None:
            body["beyond"]["growth"]["curves"] = _plain(self.beyond.growth.expected())
        return json.dumps(body, indent=2, ensure_ascii=False)

    def frame(self) -> pd.DataFrame:
        """One row a query, what gains most first: times before and with the set, the ratio with its interval, pages."""
        import pandas as pd  # slow to import, and only people ask for it

        head = ["query", "writes", "calls", "before_ms", "ms", "gain", "low", "high", "pages_before", "pages"]
        frame = pd.DataFrame([_row(each) for each in self.served], columns=head)
        return frame.sort_values(["gain", "query"], ascending=[False, True], ignore_index=True)

    def candidates(self) -> pd.DataFrame:
        """One row an index that is built, kept or removed: what it costs, and which queries gain or pay."""
        import pandas as pd

        members = [("build", self.build), ("keep", self.keep), ("remove", self.remove)]
        head = ["index", "what", "kind", "bytes", "build_ms", "gains", "costs", "ddl"]
        return pd.DataFrame([_member(what, each) for what, group in members for each in group], columns=head)

    def alternatives(self) -> pd.DataFrame:
        """One row a set that no other beats at once in reads, writes and bytes."""
        import pandas as pd

        rows = [(", ".join(e.indexes) or "none", e.bytes, e.reads_ms, e.writes_ms) for e in self.front]
        return pd.DataFrame(rows, columns=["indexes", "bytes", "reads_ms", "writes_ms"])

    @property
    def ddl(self) -> tuple[str, ...]:
        """The statements that lead from what is there to what was chosen."""
        return tuple(member.ddl for member in (*self.build, *self.remove))

    def __str__(self) -> str:
        return "\n".join(_told(self))


def _told(choice: Choice) -> Iterable[str]:
    """The choice in lines, for a person."""
    if not choice.ddl:
        yield choice.no_change
    for member in choice.build:
        yield f"Build {member.name} ({member.kind}, {member.bytes / 2**20:.1f} MiB): {_effects(member.gains)}"
        yield f"    {member.ddl};"
    for member in choice.remove:
        yield f"Remove {member.name} ({member.bytes / 2**20:.1f} MiB): no query of the workload gains by it."
        yield f"    {member.ddl};"
    for name, ratio in (("Reads", choice.totals.reads), ("Writes", choice.totals.writes)):
        if ratio is not None and choice.ddl:
            yield f"{name} took {ratio} times as long before."
    if choice.confirmed:
        before, after = (size / 2**20 for size in choice.bytes)
        yield f"Indexes that are no rule: {before:.1f} MiB before, {after:.1f} MiB after."
    if choice.tie and choice.runner_up is not None:
        yield f"A tie: {', '.join(choice.runner_up.indexes) or 'no index'} does as well ({choice.beside})."
    yield from choice.beyond.lines() if choice.beyond is not None else ()
    yield from (f"{failure.query}: {failure.reason}" for failure in choice.failures)
    yield from choice.notes


def _row(each: Served) -> tuple[Any, ...]:
    ratio = each.ratio or Ratio(1.0, 1.0, 1.0, 0)
    shown = ratio.median, ratio.low, ratio.high
    return (each.query, each.writes, each.calls, each.before_ms, each.ms, *shown, *each.pages)


def _member(what: str, member: Member) -> tuple[Any, ...]:
    gains, costs = (", ".join(f"{e.query} {e.ratio}" for e in each) for each in (member.gains, member.costs))
    return member.name, what, member.kind, member.bytes, member.build_ms, gains, costs, member.ddl


def _effects(effects: Iterable[Effect]) -> str:
    return ", ".join(f"{e.query} {e.ratio} times" for e in effects) or "no single query is slower without it"


def _plain(value: Any) -> Any:
    """Without what JSON cannot say: no infinity, no NaN."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
