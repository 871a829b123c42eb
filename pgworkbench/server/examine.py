"""What `doctor` tells: which PostgreSQL would be used and why, what else there is, and what is missing."""

from __future__ import annotations

import os
import pwd
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pgworkbench.errors import ServerError
from pgworkbench.server.find import OLDEST, Installation, Origin, installations
from pgworkbench.server.home import room
from pgworkbench.server.options import BINDIR_VARIABLE, URL_VARIABLE, ServerOptions
from pgworkbench.server.server import Server, open_server

_TOOLS = ("pg_dump", "psql", "pg_basebackup")

_PRIVILEGES = """
SELECT rolsuper OR rolcreatedb, rolsuper OR rolcreaterole
  FROM pg_roles
 WHERE rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server that was opened, and what it said of itself."""

    version: int
    source: str
    where: str
    notes: tuple[str, ...]
    extensions: tuple[tuple[str, str], ...]  # name and version of what could be installed
    databases: int  # of the workbench's
    bytes: int  # of those


@dataclass(frozen=True, slots=True)
class Examination:
    """The facts: `answer` is None if no server could be opened, and `problem` then says why and what to do.

    `passed_over` pairs each other installation with the reason; `missing` is what cannot be done here, in words.
    """

    why: str
    answer: Answer | None
    problem: str | None
    passed_over: tuple[tuple[Installation, str], ...]
    majors: tuple[int, ...]  # usable ones, newest first: what `prove` can run on
    missing: tuple[str, ...]
    state: Path
    free: int  # bytes on the disk of `state`
    user: str


def examine(options: ServerOptions, extensions: Collection[str] = ()) -> Examination:
    """Open the server that `options` lead to and look; `extensions` are the names that a design wants."""
    found = installations(options.bindir)
    chosen = None if options.url else _chosen(found, options)
    answer, missing, problem = _asked(options, extensions)
    passed_over = tuple((each, _reason(each, chosen, options)) for each in found if each is not chosen)
    majors = sorted({each.major for each in found if each.usable}, reverse=True)
    where, user = options.state.absolute(), _user()
    return Examination(
        _why(chosen, options), answer, problem, passed_over, tuple(majors), missing, where, room(where), user
    )


def _asked(options: ServerOptions, wanted: Collection[str]) -> tuple[Answer | None, tuple[str, ...], str | None]:
    try:
        with open_server(options) as server:
            answer = _answer(server)
            return answer, tuple(_missing(server, answer, wanted)), None
    except ServerError as error:
        return None, (), str(error)


def _answer(server: Server) -> Answer:
    with server.connect() as connection:
        rows = connection.execute("SELECT name, default_version FROM pg_available_extensions ORDER BY name").fetchall()
    ours = server.databases()
    size = sum(each.bytes or 0 for each in ours)
    return Answer(server.version, server.source, server.where, server.notes, tuple(rows), len(ours), size)


def _missing(server: Server, answer: Answer, wanted: Collection[str]) -> list[str]:
    there = {name for name, _ in answer.extensions}
    missing = [f"the extension {name}" for name in sorted(set(wanted) - there)]
    for name in _TOOLS:
        try:
            server.tool(name)
        except ServerError as error:
            missing.append(str(error))
    with server.connect() as connection:
        row = connection.execute(_PRIVILEGES).fetchone()
    names = ("the privilege CREATEDB, for scratch databases", "the privilege CREATEROLE, for their roles")
    return missing + [name for name, given in zip(names, row or (), strict=False) if not given]


def _chosen(found: tuple[Installation, ...], options: ServerOptions) -> Installation | None:
    if options.bindir is not None:
        return next((each for each in found if each.origin is Origin.BINDIR), None)
    return next((each for each in found if each.usable and each.origin is not Origin.SYSTEM), None)


def _why(chosen: Installation | None, options: ServerOptions) -> str:
    if options.url:
        return f"a database URL is given (--database-url or {URL_VARIABLE})"
    if chosen is None:
        return f"nothing of {OLDEST} or newer was found"
    reasons = {
        Origin.BINDIR: f"{BINDIR_VARIABLE} is set",
        Origin.PATH: f"the first on PATH that is {OLDEST} or newer",
        Origin.EMBEDDED: f"no URL, no {BINDIR_VARIABLE}, and nothing on PATH that is {OLDEST} or newer",
        Origin.SYSTEM: "found on the system",
    }
    return reasons[chosen.origin]


def _reason(each: Installation, chosen: Installation | None, options: ServerOptions) -> str:
    if not each.usable:
        return f"{OLDEST} or newer is needed"
    if options.url:
        return "a database URL is given"
    if each.origin is Origin.SYSTEM:
        return f"not on PATH; {BINDIR_VARIABLE} can name it"
    return f"{chosen.origin.value} comes first" if chosen else "not asked for"


def _user() -> str:
    with suppress(KeyError):
        return pwd.getpwuid(os.geteuid()).pw_name
    return str(os.geteuid())
