"""Kept sums as they were measured: what the reads save, what the writes lose, and whether that pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pgworkbench.bench.statistics import Ratio, rounded

_WAIT = "writers of the same group wait for each other's commit (in REPEATABLE READ and above, the later one fails)"
_PARTITIONS = (
    "a partition that is made later needs the same triggers; after ATTACH, DETACH or DROP of one, fill it anew"
)
_CONSTANTS = "a key that is an expression serves that one alone: with another constant, the rows are read again"
_ZEROS = "its sums are equal as numbers, but may have other zeros at their end"
_FINITE = "a row with NaN or an infinity is refused from then on: no subtraction takes it out of a sum again"
_UNKNOWN = "no write of the workload touches the table: what writers would lose is not known"


@dataclass(frozen=True, slots=True)
class Balance:
    """Ms an hour, by calls an hour, with the 95 % interval."""

    ms: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{rounded(self.ms)} [{rounded(self.low)}, {rounded(self.high)}] ms an hour"


@dataclass(frozen=True, slots=True)
class Difference:
    """A query as it is and with the sums: `ratio` is before / after for a read, after / before for a write.

    `sql` is the read in other words; "" for a write. `ms` are of a call, before and after; `saved`: ms an hour, lost
    ones below 0.
    """

    query: str
    calls: float
    ratio: Ratio
    ms: tuple[float, float]
    saved: Balance
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Sums of a table: the whole script that makes them, in statements, its bytes and groups, reads and writes.

    `refill` are the statements that sum all anew; `partitioned`: the table has partitions, which come and go without
    a trigger. `weak` are reads that gain too little to be reworded. `scaled`: all values have the
    same digits behind the point.
    """

    table: str
    name: str
    keys: tuple[str, ...]
    ddl: tuple[str, ...]
    refill: tuple[str, ...]
    bytes: int
    groups: int
    rows: int
    partitioned: bool
    reads: tuple[Difference, ...]
    writes: tuple[Difference, ...]
    weak: tuple[Difference, ...] = ()
    scaled: bool = True

    @property
    def saved(self) -> Balance:
        """By the reads."""
        return _sum([each.saved for each in self.reads])

    @property
    def lost(self) -> Balance:
        """By the writes."""
        total = _sum([each.saved for each in self.writes])
        return Balance(-total.ms, -total.high, -total.low)

    @property
    def pays(self) -> bool:
        """Whether the reads save more than the writes lose, beyond doubt."""
        return self.saved.low > max(self.lost.high, 0.0)

    @property
    def script(self) -> str:
        """To be run as it is."""
        return _whole(self.ddl)

    @property
    def anew(self) -> str:
        """To be run where rows came or went that no trigger saw; "" where that cannot be."""
        return _whole(self.refill) if self.partitioned else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known before it is made."""
        fixed = any(key.endswith(")") for key in self.keys)
        said = {_WAIT: True, _PARTITIONS: self.partitioned, _CONSTANTS: fixed, _ZEROS: not self.scaled}
        said |= {_FINITE: any("CHECK" in statement for statement in self.ddl), _UNKNOWN: not self.writes}
        return tuple(note for note, holds in said.items() if holds)

    @property
    def told(self) -> str:
        """In a sentence: how large it is, and the balance, or by how much reads gain that gain too little."""
        of = ", ".join(self.keys) or "all rows"
        few = ", ".join(f"{each.query} by {each.ratio}" for each in self.weak)
        told = (
            f"sums of {self.table} by {of} ({self.groups:,} groups of {self.rows:,} rows, {self.bytes / 2**20:.1f} MiB)"
        )
        if not self.reads:
            return f"{told} gain too little: {few}"
        told = f"{told}: reads save {self.saved}, writes lose {self.lost}"
        return f"{told}; they gain too little: {few}" if few else told

    def lines(self) -> Iterator[str]:
        """For a person."""
        yield f"Keep {self.told}"
        for each in self.reads:
            yield f"    {each.query}: {each.ratio} times as long as it is ({_ms(each, 'ms as written', 'ms so')})"
            yield f"        {' '.join(each.sql.split())};"
        for each in self.writes:
            took = _ms(each, "ms without", "ms with")
            yield f"    {each.query}: {each.ratio} times as long with the triggers ({took})"
        yield from (f"    {note}" for note in self.notes)
        yield from (f"    {line}" for line in self.script.splitlines())
        if self.anew:
            yield "    To fill it anew:"
            yield from (f"    {line}" for line in self.anew.splitlines())


def _whole(statements: tuple[str, ...]) -> str:
    return "\n".join(("BEGIN;", *(f"{statement};" for statement in statements), "COMMIT;"))


def _ms(each: Difference, before: str, after: str) -> str:
    return f"{rounded(each.ms[0])} {before}, {rounded(each.ms[1])} {after}"


def _sum(balances: list[Balance]) -> Balance:
    """Of all of them, as if the worst of each came together."""
    return Balance(sum(b.ms for b in balances), sum(b.low for b in balances), sum(b.high for b in balances))
