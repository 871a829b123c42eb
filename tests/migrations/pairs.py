"""Pairs of schemas from `corpus/`, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from pgworkbench.errors import WorkbenchError
from pgworkbench.migrations import File, Proof, prove
from pgworkbench.migrations.export import Request, files_between
from pgworkbench.migrations.state import read_state
from pgworkbench.migrations.structure import restore
from pgworkbench.server import Database, Server

CORPUS = Path(__file__).parent / "corpus"
NOW = datetime(2026, 1, 6, 9, 30, tzinfo=UTC)
_CASE = re.compile(r"^-- case: (\w+)\n", re.MULTILINE)
_PART = re.compile(r"^-- (from|to|rows|renames):\n", re.MULTILINE)


@dataclass(frozen=True)
class Pair:
    """Two states, as SQL, and rows for the first; what was asked to be renamed."""

    name: str
    before: str
    after: str
    rows: str = ""
    renames: tuple[str, ...] = ()


def read_pairs(family: str, folder: Path = CORPUS) -> tuple[Pair, ...]:
    """The pairs of one file."""
    _, *found = _CASE.split((folder / f"{family}.sql").read_text(encoding="utf-8"))
    return tuple(_pair(name, text) for name, text in zip(found[::2], found[1::2], strict=True))


def _pair(name: str, text: str) -> Pair:
    _, *parts = _PART.split(text)
    said = dict(zip(parts[::2], parts[1::2], strict=True))
    renames = tuple(line.removeprefix("-- ") for line in said.get("renames", "").splitlines() if line)
    return Pair(name, said["from"], said["to"], said.get("rows", ""), renames)


def build(database: Database, pairs: Sequence[Pair], part: str) -> None:
    """Run one part of each pair, in a schema of its own name."""
    with database.connect(autocommit=True) as connection:
        for pair in pairs:
            name = sql.Identifier(pair.name)
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
            connection.execute(sql.SQL("SET search_path = {}, public").format(name))
            connection.execute("SET check_function_bodies = off")
            connection.execute(getattr(pair, part))


def start(database: Database, pairs: Sequence[Pair]) -> None:
    """The first state, as it is once it was dumped and restored: then PostgreSQL prints it always in the same way."""
    with database.server.scratch("raw") as raw:
        build(raw, pairs, "before")
        restore(raw, database)


def files_of(server: Server, pairs: Sequence[Pair], *, phases: bool = True) -> tuple[File, ...]:
    """The files that lead from the first state to the second."""
    with server.scratch("from") as first, server.scratch("to") as second:
        start(first, pairs)
        build(second, pairs, "after")
        renames = tuple(wish for pair in pairs for wish in pair.renames)
        request = Request(Path("nowhere"), second, "change", NOW, renames=renames, phases=phases)
        return files_between(request, first, read_state(first))


def proven(server: Server, pairs: Sequence[Pair], files: Sequence[File]) -> Proof:
    """The proof of those files, on the rows of the pairs."""

    def begin(database: Database) -> None:
        start(database, pairs)
        build(database, pairs, "rows")

    return prove(server, files, begin=begin)


def problems(server: Server, pairs: Sequence[Pair], *, phases: bool) -> dict[str, str]:
    """What is wrong with which pair: all at once, and in halves where something is; a refusal counts, too."""
    try:
        proof = proven(server, pairs, files_of(server, pairs, phases=phases))
    except (WorkbenchError, psycopg.Error) as error:
        if len(pairs) == 1:
            return {pairs[0].name: str(error)}
        half = len(pairs) // 2
        return problems(server, pairs[:half], phases=phases) | problems(server, pairs[half:], phases=phases)
    assert proof.steps
    return {}
