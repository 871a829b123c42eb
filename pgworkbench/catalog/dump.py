"""The structure of a database as pg_dump tells it: whether two databases are alike, judged without the Catalog."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from pgworkbench.catalog.dumptext import statements
from pgworkbench.errors import ServerError
from pgworkbench.server import Database, Server


@dataclass(frozen=True, slots=True)
class Structure:
    """The statements that build it, normalised and sorted; equal for equal structures, on 16 as on 18."""

    statements: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f"{statement};\n\n" for statement in self.statements)

    def difference(self, other: Structure) -> str:
        """What `other` lacks (`-`) and has beyond this (`+`), statement by statement; empty if they are equal."""
        return "\n".join(_changes(self.statements, other.statements))


def read_structure(database: Database, *, column_order: bool = True) -> Structure:
    """The structure of a database of the workbench, with the design's role names; see `dump_structure`."""
    dump = database.globalise(_pg_dump(database.server, database.name))
    return Structure(statements(dump, column_order=column_order))


def dump_structure(server: Server, database: str, *, column_order: bool = True) -> Structure:
    """The structure of any database of `server`, with owners, grants and comments.

    Without `column_order`, tables that differ in the order of their columns alone are equal. Raises ServerError if
    there is no pg_dump that fits, or if it fails (a role that may not read some table cannot dump).
    """
    return Structure(statements(_pg_dump(server, database), column_order=column_order))


def _pg_dump(server: Server, database: str) -> str:
    done = subprocess.run(
        [server.tool("pg_dump"), "--schema-only", "--no-password", "--encoding=UTF8"],
        env={**os.environ, **server.environment(database), "PGTZ": "UTC"},  # times in definitions are told in a zone
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise ServerError(f"pg_dump cannot read the structure of {database!r}: {reason}")
    return done.stdout


def _changes(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    """The statements that only one side has, as lines of a unified diff without its headings."""
    here, there = Counter(before), Counter(after)
    old, new = ("".join(f"{each};\n" for each in only.elements()) for only in (here - there, there - here))
    for line in unified_diff(old.splitlines(), new.splitlines(), n=2, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line
