"""A variant: one way to hold the rows. In files, a folder holds one comparison.

`<number>_<variant>.sql` builds a variant (its first comment is its title; the first is what the others are compared
with); `load.sql` and `workload.sql` are workloads, the same for all. Each row that a load's `params`
yields is one batch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from pgworkbench.errors import BenchError
from pgworkbench.workload import Workload, read_workload

Build: TypeAlias = str | Callable[[psycopg.Connection[Any]], None]

_LOAD, _WORKLOAD = "load", "workload"
_FEWEST = 2
_NUMBER = re.compile(r"^(\d+)_")  # orders the files, and is no part of the name


@dataclass(frozen=True, slots=True)
class Variant:
    """`build` is SQL, or a function of a connection, that makes empty tables; `load` fills and `workload` asks."""

    name: str
    build: Build
    load: Workload
    workload: Workload
    title: str = ""

    @property
    def roles(self) -> set[str]:
        """The roles that its queries run as."""
        return {query.role for part in (self.load, self.workload) for query in part.queries if query.role}


def read_variants(folder: Path) -> tuple[Variant, ...]:
    """The variants of one comparison, by their files' numbers, then names; BenchError if there are fewer than two."""
    files = sorted((path for path in folder.glob("*.sql") if path.stem not in {_LOAD, _WORKLOAD}), key=_place)
    if len(files) < _FEWEST:
        raise BenchError(f"{folder} holds {len(files)} variants: a comparison needs two files <variant>.sql or more")
    load, workload = read_workload(folder / f"{_LOAD}.sql"), read_workload(folder / f"{_WORKLOAD}.sql")
    texts = [(_NUMBER.sub("", path.stem), path.read_text(encoding="utf-8")) for path in files]
    return tuple(Variant(name, text, load, workload, _title(text)) for name, text in texts)


def check(variants: Sequence[Variant]) -> None:
    """BenchError unless there are two or more, of different names."""
    names = [variant.name for variant in variants]
    if len(names) < _FEWEST:
        raise BenchError(f"a comparison needs two variants or more, not {len(names)}")
    if twice := {name for name in names if names.count(name) > 1}:
        raise BenchError(f"two variants are called {min(twice)}")


def _place(path: Path) -> tuple[float, str]:
    number = _NUMBER.match(path.stem)
    return (int(number.group(1)) if number else float("inf"), path.stem)


def _title(text: str) -> str:
    """The comment lines that a file opens with, as one line."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(" ".join(lines).split())
