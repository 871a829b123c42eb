"""The plan of one table: a generator for each column that is filled, and how its rows spread over their owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pgworkbench.errors import SeedError
from pgworkbench.seeding.generator import Generator


@dataclass(frozen=True, slots=True)
class Spread:
    """The rows belong to the rows of `owner` (a tenant), by Zipf's law: the r-th owner's share is 1 / r**exponent.

    Exponent 0 gives each owner the same number. The first owners are the heavy ones; of few rows the last have none.
    Only owners that get rows in all tables of `having` get some: those tables hold what a row cannot do without.
    """

    owner: str
    exponent: float = 1.0
    having: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mirror:
    """Row i stands beside row i of `table` and has its owner (a profile beside its user)."""

    table: str


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How a table is filled; `table` is written as the catalog shows it (`orders`, `shop.orders`).

    Instead of columns, `select` gives a query over tables that are filled before this one; its columns have the
    table's names, and it takes the parameters %(rows)s, %(as_of)s. For what follows from other rows, such as
    a log of them; it must give the same rows whenever it is asked.
    """

    table: str
    columns: Mapping[str, Generator] = field(default_factory=dict)
    spread: Spread | Mirror | None = None
    aside: Mapping[str, Generator] = field(default_factory=dict)  # what other columns are made from; not loaded
    prepare: str | None = None  # SQL before the load, such as one that makes partitions: %(rows)s, %(as_of)s
    select: str | None = None
    automatic: bool = False  # made from the catalog alone, after all others; rules of the database are all it knows

    def __post_init__(self) -> None:
        """Catch what is no generator where it is written."""
        if [bool(self.columns), self.select is not None, self.automatic].count(True) != 1:
            raise SeedError(f"{self.table}: a plan has either columns or a select, or is automatic")
        for name, its in self.generators.items():
            if not isinstance(its, Generator):
                raise SeedError(f"{self.table}.{name}: {its!r} is no generator (a constant is written const(…))")

    @property
    def generators(self) -> dict[str, Generator]:
        """All that has a name: the columns, and what is kept aside."""
        return {**self.columns, **self.aside}


def automatic(*tables: str) -> tuple[TablePlan, ...]:
    """Plans for tables that nobody has planned yet: rows as the catalog allows them, the same for the same seed."""
    return tuple(TablePlan(table, automatic=True) for table in tables)
