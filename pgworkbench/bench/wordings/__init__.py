"""Other words for a query, one file a weakness: adding a weakness is adding a file here.

A weakness is a module with `SAID`, what is wrong with the wording, and `reword(parsed, columns) -> bool`, which changes
the parse tree in place and says whether there was anything to change. What it makes of a query need not be quicker, and
need not even be right: it is run, measured, and its rows are compared with those of the query as written.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import postgast

from pgworkbench.bench.wordings.tree import Columns
from pgworkbench.workload import Query
from pgworkbench.workload.sql import rewritten

__all__ = ["Columns", "Wording", "weaknesses", "wordings"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A query in other words, with the same named parameters; `alike`: it must give the same rows."""

    weakness: str
    why: str
    sql: str
    alike: bool = True


@cache
def weaknesses() -> dict[str, Any]:
    """Every weakness's module by its name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "tree")
    return {name: import_module(f"{__name__}.{name}") for name in names}


def wordings(query: Query, columns: Columns | None = None) -> Iterator[Wording]:
    """The query without each weakness that it has; nothing if it cannot be parsed."""
    names = query.parameters
    position = {name: index for index, name in enumerate(names, start=1)}
    text = rewritten(query.sql, lambda name: f"${position[name]}", "%")
    for name, weakness in weaknesses().items():
        try:
            parsed = postgast.parse(text)
            changed = weakness.reword(parsed, columns or Columns())
            told = postgast.deparse(parsed) if changed else ""
        except postgast.PgQueryError:
            continue  # newer than the parser, or nothing that has these words
        if changed:
            yield Wording(name, weakness.SAID, _named(told, names), getattr(weakness, "ALIKE", True))


def _named(text: str, names: tuple[str, ...]) -> str:
    """`$1` as `:name` again; the highest numbers first, so that `$1` is no part of `$10`."""
    for number in range(len(names), 0, -1):
        text = text.replace(f"${number}", f":{names[number - 1]}")
    return text
