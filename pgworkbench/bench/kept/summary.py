"""A table of kept sums, as a value: which columns it has, what they hold of the table whose rows it sums, and names.

A summary has a row for each group of the table's rows: its keys, how many rows the group has, counts of what is true of
them, and sums. A sum is 0 where no row has a value; the count that goes with it tells this from a sum that is 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pgworkbench.catalog import Catalog, Name, Table, TableKind

ENDINGS = ("_key", "_keep", "_exact", "_insert", "_delete", "_update", "_truncate", "_idx_1", "_idx_2", "_idx_3")
_BYTES = 63  # of a name
_MOST_KEYS = 32  # columns of an index


@dataclass(frozen=True, slots=True)
class Part:
    """A column of a summary: its name, and the expression of the table's columns that it holds, counts or sums.

    `text` is as the server prints it with an empty search_path; `type` is the column's, with its collation.
    """

    name: str
    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Kept sums of a table by `keys`, which are never none; `leads` are further indexes on them.

    `rows` is the column that counts all rows of a group, `counts` hold how many rows an expression is true of.
    `scaled`: all values of what is summed have the same digits behind the point.
    """

    table: Table
    partitions: tuple[Name, ...]
    name: Name
    keys: tuple[Part, ...]
    rows: str
    counts: tuple[Part, ...] = ()
    sums: tuple[Part, ...] = ()
    leads: tuple[tuple[str, ...], ...] = ()
    scaled: bool = True

    def belonging(self, ending: str) -> str:
        """The name of what belongs to it: one of `ENDINGS`."""
        return self.name.name + ending

    @property
    def function(self) -> Name:
        """What its triggers run."""
        return Name(self.name.schema, self.belonging("_keep"))

    def column_of(self, parts: Iterable[Part], text: str) -> str:
        """The column that has this expression; KeyError if there is none."""
        return {part.text: part.name for part in parts}[text]


def fit(table: Table, catalog: Catalog) -> bool:
    """Whether sums of a table can be kept right by triggers, and be read by whoever reads the table.

    Policies would have to be the summary's, too; triggers of statements on a parent see nothing of old-style children.
    """
    partitions = partitions_of(table.name, catalog)
    parents = {parent for other in catalog.tables if not other.is_partition for parent in other.inherits}
    plain = table.kind in {TableKind.TABLE, TableKind.PARTITIONED} and table.persistence == "p"
    alone = not table.is_partition and not table.inherits and table.name not in parents and table.extension is None
    open_ = not table.row_security and not any(part.row_security for part in partitions)
    return plain and alone and open_ and all(part.kind is not TableKind.FOREIGN for part in partitions)


def partitions_of(name: Name, catalog: Catalog) -> tuple[Table, ...]:
    """All partitions of a table, those of its partitions included."""
    direct = catalog.partitions_of(name)
    return (*direct, *(deeper for part in direct for deeper in partitions_of(part.name, catalog)))


def keyed(keys: Collection[str]) -> bool:
    """Whether an index can have these keys."""
    return len(keys) <= _MOST_KEYS


def free(base: str, taken: Collection[str], most: int = _BYTES) -> str:
    """`base` as a name that is not taken, cut to so many bytes, with a number if it must be."""
    for number in range(1, len(taken) + 2):
        end = "" if number == 1 else f"_{number}"
        name = base.encode()[: most - len(end.encode())].decode(errors="ignore") + end
        if name not in taken:
            break
    return name


def named(base: str, taken: Collection[str]) -> str:
    """A name for a summary in a schema where these are taken: with nothing behind it, and with each of `ENDINGS`."""
    heads = {name[: -len(end)] if end else name for name in taken for end in ("", *ENDINGS) if name.endswith(end)}
    return free(base, heads, _BYTES - max(map(len, ENDINGS)))
