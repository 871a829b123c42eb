"""Renames that look likely: something goes and something like it comes. They are told, with the words to ask for them.

Without being asked for, the one is dropped (its rows are kept for the way back) and the other is made, empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from shlex import quote

from pgworkbench.catalog.model import Catalog, Column, Name, Table, TableKind
from pgworkbench.migrations.text import full, quoted

_ALIKE = 0.6  # of the columns of both tables that are in both; below that they are rather two tables
_TABLES = {TableKind.TABLE, TableKind.PARTITIONED}


def likely(before: Catalog, after: Catalog) -> tuple[str, ...]:
    """Each as `old=new`, in the form that `--rename` takes; tables, columns of one type, and labels of enums."""
    return (*_tables(before, after), *_columns(before, after), *_labels(before, after))


def hinted(found: tuple[str, ...]) -> tuple[str, ...]:
    """What looks like a rename, in words, with what asks for it; quoted for a shell."""
    return tuple(f"looks like a rename, done as drop and create; if it is one: --rename {quote(r)}" for r in found)


def _tables(before: Catalog, after: Catalog) -> Iterator[str]:
    gone, come = (
        [t for t in one.base_tables if t.kind in _TABLES and t.partition is None and not other.has_table(t.name)]
        for one, other in ((before, after), (after, before))
    )
    for table in gone:
        found = [t for t in come if t.name.schema == table.name.schema and _likeness(table, t) >= _ALIKE]
        rivals = [t for t in gone if found and t.name.schema == table.name.schema and _likeness(t, found[0]) >= _ALIKE]
        if len(found) == len(rivals) == 1:
            yield f"{full(table.name)}={quoted(found[0].name.name)}"


def _likeness(one: Table, other: Table) -> float:
    mine, theirs = ({(c.name, c.type) for c in table.columns} for table in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _columns(before: Catalog, after: Catalog) -> Iterator[str]:
    for table in before.base_tables:
        if after.has_table(table.name):
            other = after.table(table.name)
            gone, come = _lonely(table, other), _lonely(other, table)
            for nature, columns in gone.items():
                if len(columns) == len(come.get(nature, ())) == 1:
                    old = quoted(table.name.schema, table.name.name, columns[0].name)
                    yield f"{old}={quoted(come[nature][0].name)}"


def _lonely(table: Table, other: Table) -> dict[Column, list[Column]]:
    """The columns that only one of the two has, by all that they are but their name and place."""
    names = {column.name for column in other.columns}
    found: dict[Column, list[Column]] = defaultdict(list)
    for column in table.columns:
        if column.name not in names and not column.inherited:
            found[replace(column, name="", position=0, comment=None)].append(column)
    return found


def _labels(before: Catalog, after: Catalog) -> Iterator[str]:
    """One label of an enum gives way to another in the same place."""
    labels = {enum.name: enum.labels for enum in after.enums}
    for enum in before.enums:
        later = labels.get(enum.name, ())
        changed = [(old, new) for old, new in zip(enum.labels, later, strict=False) if old != new]
        if len(later) == len(enum.labels) and len(changed) == 1 and _is_fresh(changed[0], enum.labels, later):
            yield f"{_label(enum.name, changed[0][0])}={quoted(changed[0][1])}"


def _is_fresh(pair: tuple[str, str], before: Iterable[str], after: Iterable[str]) -> bool:
    return pair[0] not in after and pair[1] not in before


def _label(name: Name, label: str) -> str:
    return quoted(name.schema, name.name, label)
