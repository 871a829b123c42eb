"""Which column says whose row it is: found in the catalog where the conventions do not name it."""

from __future__ import annotations

import re
from collections import Counter

from pgworkbench.catalog import Catalog, Table
from pgworkbench.review.expression import names_in, plain

_LEADS_AT_LEAST = 3  # primary keys: fewer is a parent with its lines, not a tenant with its tables
_POLICIED_AT_LEAST = 2  # tables: one policy may be about anything
_CALLED_AT_LEAST = 2
_TENANT = re.compile(r"tenant(?:_(?:id|uuid|key|code|no))?")


def tenant_column(catalog: Catalog) -> str | None:
    """The column that leads most primary keys, or that most row-level security policies compare; None if there is none.

    Either it leads the composite primary key of more than half of all tables (three at least) and is part of a
    foreign key in them; or more than half of the tables with policies (two at least) have it and name it in them.
    Where neither is so, for it may be what is wrong with them, the one that two tables or more call `tenant`, or
    `tenant_` and what it is of; or else the one that half of the tables refer by (three at least), if a policy names
    it or two keys begin with it.
    """
    tables = catalog.base_tables
    return _leading_most_keys(tables) or _in_most_policies(tables) or _called_so(tables) or _shared_by_half(tables)


def _leading_most_keys(tables: tuple[Table, ...]) -> str | None:
    keyed = [table for table in tables if table.primary_key is not None]
    counts = Counter(column for table in keyed for column in _leader(table))
    return _majority(counts, len(keyed), _LEADS_AT_LEAST)


def _leader(table: Table) -> tuple[str, ...]:
    """The first column of a composite primary key, if a foreign key of the table has it too."""
    key = table.primary_key
    if key is None or len(key.columns) < 2:  # noqa: PLR2004 - composite means two or more
        return ()
    referring = {column for constraint in table.foreign_keys for column in constraint.columns}
    return tuple({key.columns[0]} & referring)


def _in_most_policies(tables: tuple[Table, ...]) -> str | None:
    policied = [table for table in tables if table.policies]
    counts = Counter(column for table in policied for column in _compared(table))
    return _majority(counts, len(policied), _POLICIED_AT_LEAST)


def _compared(table: Table) -> frozenset[str]:
    referring = {column for constraint in table.foreign_keys for column in constraint.columns}
    named = {name for policy in table.policies for name in names_in(f"{policy.using or ''} {policy.check or ''}")}
    return frozenset(referring & named)


def _called_so(tables: tuple[Table, ...]) -> str | None:
    counts = Counter(one.name for table in tables for one in table.columns if _TENANT.fullmatch(plain(one.name)))
    return _majority(counts, counts.total(), _CALLED_AT_LEAST)


def _shared_by_half(tables: tuple[Table, ...]) -> str | None:
    counts = Counter(column for table in tables for key in table.foreign_keys for column in set(key.columns[:1]))
    leading = Counter(column for table in tables for column in _leader(table))
    policied = {column for table in tables for column in _compared(table)}
    told = Counter({name: n for name, n in counts.items() if name in policied or leading[name] > 1})
    having = Counter({name: sum(1 for table in tables if _has(table, name)) for name in told})
    return _majority(having, len(tables) - 1, _LEADS_AT_LEAST)


def _has(table: Table, name: str) -> bool:
    return any(column.name == name and column.not_null for column in table.columns)


def _majority(counts: Counter[str], whole: int, least: int) -> str | None:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if ranked and ranked[0][1] >= least and ranked[0][1] * 2 > whole:
        return ranked[0][0]
    return None
