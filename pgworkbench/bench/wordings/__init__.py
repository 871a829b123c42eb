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

from pgworkbench.bench.wordings.tree import Columns, written
from pgworkbench.workload import Query

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
    for name, weakness in weaknesses().items():
        try:
            parsed = postgast.parse(query.numbered)
            changed = weakness.reword(parsed, columns or Columns())
            told = written(parsed, query.parameters) if changed else ""
        except postgast.PgQueryError:
            continue  # newer than the parser, or nothing that has these words
        if changed:
            yield Wording(name, weakness.SAID, told, getattr(weakness, "ALIKE", True))
