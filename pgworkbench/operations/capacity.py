"""How large it gets: rows, bytes and log for each year of the brief, from measured bytes of a row and its indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import Catalog, Name, Table
from pgworkbench.operations.archive.calendar import Period
from pgworkbench.operations.archive.retention import parse_retention

_ENOUGH = 30  # rows: with fewer, a single long one decides
_LOG_FACTOR = 2.0  # log to bytes stored: an assumption (records and full-page images); pg_stat_wal has your own figure
_MONTHS_A_YEAR, _DAYS_A_YEAR = 12, 365.25


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row takes in one index, on average over all rows (a partial index holds some of them)."""

    index: str
    bytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A table as it was measured, partitions included; bytes of one row in heap (with TOAST) and in all indexes."""

    table: Name
    rows: float
    row_bytes: float
    index_bytes: float
    entries: tuple[Entry, ...] = ()

    @property
    def reliable(self) -> bool:
        """Whether there were enough rows for their average to mean something."""
        return self.rows >= _ENOUGH


@dataclass(frozen=True, slots=True)
class YearSize:
    """One table at the end of a year (1: the first). `archived` rows are in files; `log` bytes were written in it."""

    measured: Measured
    year: int
    rows: float
    archived: float
    log: float

    @property
    def table_bytes(self) -> float:
        """Bytes of heap and TOAST online."""
        return self.rows * self.measured.row_bytes

    @property
    def bytes(self) -> float:
        """Bytes online, with indexes."""
        return self.rows * (self.measured.row_bytes + self.measured.index_bytes)


@dataclass(frozen=True, slots=True)
class Capacity:
    """Every table and year; `unknown` are tables without rows to measure or without figures in the brief."""

    sizes: tuple[YearSize, ...]
    unknown: tuple[str, ...]

    def total(self, year: int) -> float:
        """Bytes online at the end of a year."""
        return sum(each.bytes for each in self.sizes if each.year == year)

    def log(self, year: int) -> float:
        """Bytes of log written in a year."""
        return sum(each.log for each in self.sizes if each.year == year)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that were looked at."""
        return tuple(sorted({each.year for each in self.sizes}))


def capacity(
    catalog: Catalog, brief: Brief, years: int = 5, measured: Mapping[Name, Measured] | None = None
) -> Capacity:
    """What a design needs. `catalog` was read from an analysed database with rows; without `measured` (see
    `measure_sizes`) a row takes its share of the pages there, which is too much in a small table.
    """
    sizes: list[YearSize] = []
    unknown: list[str] = []
    for table in catalog.base_tables:
        expected = brief.tables.get(str(table.name))
        weighed = _on_disk(catalog, table) if measured is None else measured.get(table.name)
        if weighed is None:
            unknown.append(f"{table.name}: no rows to measure, or not analysed")
        elif expected is None or expected.production is None:
            unknown.append(f"{table.name}: the brief has no `production`")
        else:
            sizes += _years(weighed, expected, years)
    return Capacity(tuple(sizes), tuple(unknown))


def current(catalog: Catalog, measured: Mapping[Name, Measured] | None = None) -> tuple[Measured, ...]:
    """What there is today: every table with rows, the largest first."""
    found = (
        _on_disk(catalog, table) if measured is None else measured.get(table.name) for table in catalog.base_tables
    )
    tables = [each for each in found if each is not None]
    return tuple(sorted(tables, key=lambda each: -each.rows * (each.row_bytes + each.index_bytes)))


def today(tables: Iterable[Measured]) -> Capacity:
    """The same as year 0, where no brief says what there will be."""
    return Capacity(tuple(YearSize(each, 0, each.rows, 0.0, 0.0) for each in tables), ())


def rows_after(expected: TableBrief, years: float) -> float:
    """All rows ever made, so many years after the start: evenly in the first, then growing by the brief's share."""
    production = float(expected.production or 0)
    if years <= 1:
        return production * max(years, 0.0)
    return float(production * (1 + (expected.growth or 0.0)) ** (years - 1))


def _years(measured: Measured, expected: TableBrief, years: int) -> Iterator[YearSize]:
    retention = parse_retention(expected.retention)
    for year in range(1, years + 1):
        made = rows_after(expected, year)
        kept = made - (_older(expected, year, retention.keep) if retention.by_age else 0.0)
        online = min(kept, made - _older(expected, year, retention.online))
        new = made - rows_after(expected, year - 1)
        log = new * (measured.row_bytes + measured.index_bytes) * _LOG_FACTOR
        yield YearSize(measured, year, online, kept - online, log)


def _older(expected: TableBrief, year: int, period: Period | None) -> float:
    """Rows that are older than a period at the end of a year."""
    if period is None:
        return 0.0
    return rows_after(expected, year - period.months / _MONTHS_A_YEAR - period.days / _DAYS_A_YEAR)


def _on_disk(catalog: Catalog, table: Table) -> Measured | None:
    filled = [leaf for leaf in leaves(catalog, table) if leaf.rows > 0]
    if not filled:
        return None
    rows = sum(leaf.rows for leaf in filled)
    heap, indexes = sum(leaf.bytes for leaf in filled), sum(leaf.index_bytes for leaf in filled)
    return Measured(table.name, rows, heap / rows, indexes / rows)


def leaves(catalog: Catalog, table: Table) -> Iterator[Table]:
    """A table itself, or all its partitions that hold rows of their own."""
    parts = catalog.partitions_of(table.name)
    if not parts:
        yield table
    for part in parts:
        yield from leaves(catalog, part)


def size_text(count: float) -> str:
    """Bytes for a person: `1.4 GB` (powers of 1024)."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1024:  # noqa: PLR2004  (the step between units)
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TB"
