"""Columns that count themselves.

What: three or more columns have one name but for a number at its end (`phone1`, `phone2`, `phone3`), and one type.
Why: the fourth needs a migration, every search must look in all of them, and nothing keeps them distinct.
Wrong when: the number is a part of the thing: the lines of an address, the quarters of a year, a matrix.
Source: B. Karwin, SQL Antipatterns, "Multicolumn Attributes"; first normal form; SchemaCrawler (incrementing columns).

Bad:
    CREATE TABLE people (id bigint PRIMARY KEY, phone1 text, phone2 text, phone3 text);

Good:
    CREATE TABLE people (id bigint PRIMARY KEY);
    CREATE TABLE people_phones (
        person_id bigint REFERENCES people ON DELETE RESTRICT, phone text, PRIMARY KEY (person_id, phone)
    );
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.expression import plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_NUMBERED = re.compile(r"(.*?[^\d_])_?(\d{1,2})")
_LEAST = 3
_NUMBERED_BY_NATURE = (
    "line",
    "address",
    "addr",
    "street",
    "q",
    "quarter",
    "week",
    "day",
    "month",
    "level",
    "x",
    "y",
    "z",
)


@rule.check(Table, level=Level.NOTICE, category=Category.DESIGN)
def repeated_columns(_: Subject, table: Table) -> Flaws:
    """A table with a list laid out as columns."""
    groups: dict[tuple[str, str], list[str]] = {}
    for column in table.columns:
        found = None if column.inherited else _NUMBERED.fullmatch(column.name)
        if found:
            groups.setdefault((found[1], column.type), []).append(column.name)
    told = [names for (stem, _type), names in groups.items() if len(names) >= _LEAST and not _by_nature(stem)]
    if told:
        lists = "; ".join(", ".join(names) for names in told)
        advice = "Make them rows of a table of their own."
        yield Flaw(f"{lists} are a list", advice=advice, details={"columns": tuple(n for names in told for n in names)})


def _by_nature(stem: str) -> bool:
    return plain(stem).rpartition("_")[2] in _NUMBERED_BY_NATURE
