"""Likely N+1 queries, from a session that runs: `with watch(engine) as seen: …; seen.review()`.

Statements are grouped by their shape and by the line of the application that sent them. Many of one shape from one
line, each for another value, are one statement waiting to be written: it is proposed, and where an ORM relationship
was loaded lazily, the loader option is.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session

from pgworkbench.catalog import Name
from pgworkbench.review.finding import Finding, Kind, Level, ObjectName, Review, type_of_detail
from pgworkbench.review.repetition import instead, is_repeated

RULE = "n-plus-one"
LEAST = 5  # statements of one shape from one line: fewer may be five different things that look alike
_LIST = re.compile(r"\(\s*%\(\w+\)s(?:::[\w\"\[\]. ]+)?(?:\s*,\s*%\(\w+\)s(?:::[\w\"\[\]. ]+)?)+\s*\)")
_LIBRARIES = tuple(sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib"))
_OURS = str(Path(__file__).parents[1])
_loading: ContextVar[str] = ContextVar("_loading", default="")
_WHY = "each statement costs a round trip; a page of fifty rows waits fifty times, and the wait grows with the page"


@dataclass(frozen=True, slots=True, order=True)
class Caller:
    """The line of the application that sent a statement."""

    path: str
    line: int
    function: str


@dataclass(slots=True)
class Group:
    """Statements of one shape from one line: how many, with which different values, for which relationship."""

    statement: str
    caller: Caller
    relationship: str = ""
    calls: int = 0
    values: dict[str, set[str]] = field(default_factory=dict)

    def add(self, parameters: Mapping[str, Any]) -> None:
        """Count one more."""
        self.calls += 1
        for name, value in parameters.items():
            self.values.setdefault(name, set()).add(repr(value))

    @property
    def changing(self) -> tuple[str, ...]:
        """The parameters that were not always the same."""
        return tuple(name for name, values in self.values.items() if len(values) > 1)


class Watched:
    """What was sent while it was watched; asked when the `with` is over, or before."""

    def __init__(self, least: int) -> None:
        self._least = least
        self._groups: dict[tuple[str, Caller], Group] = {}
        self.statements = 0

    def note(self, statement: str, parameters: object, caller: Caller) -> None:
        """Take down one statement."""
        self.statements += 1
        values = parameters if isinstance(parameters, Mapping) else {}
        key = (_LIST.sub("(…)", statement), caller)
        group = self._groups.setdefault(key, Group(statement, caller, _loading.get()))
        group.add(values)

    def suspects(self) -> tuple[Group, ...]:
        """The groups that are likely one query too many for each row, the most often sent first."""
        found = [g for g in self._groups.values() if g.calls >= self._least and is_repeated(g.statement)]
        return tuple(sorted(found, key=lambda group: (-group.calls, group.caller, group.statement)))

    def review(self) -> Review:
        """The suspects as findings, at the lines that sent them."""
        return Review(tuple(_finding(group) for group in self.suspects()), asked=(RULE,))


@contextmanager
def watch(engine: Engine, *, least: int = LEAST) -> Iterator[Watched]:
    """Watch what an engine sends (of an AsyncEngine: its `sync_engine`); `least` statements of one shape are a suspect.

    Nothing is changed or sent by it. Statements of other threads count too.
    """
    seen = Watched(least)

    def sent(*call: Any) -> None:
        _connection, _cursor, statement, parameters, _context, many = call
        if not many:
            seen.note(statement, parameters, _caller())

    event.listen(engine, "before_cursor_execute", sent)
    event.listen(Session, "do_orm_execute", _note_relationship)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", sent)
        event.remove(Session, "do_orm_execute", _note_relationship)


def _note_relationship(state: ORMExecuteState) -> Any:
    """Remember, while it runs, which relationship a lazy load is for."""
    if not (state.is_relationship_load and state.lazy_loaded_from is not None and state.loader_strategy_path):
        return None
    path: Any = state.loader_strategy_path
    token = _loading.set(f"{path[0].class_.__name__}.{path[1].key}" if len(path) > 1 else "")
    try:
        return state.invoke_statement()
    finally:
        _loading.reset(token)


def _caller() -> Caller:
    """The nearest line outside the libraries; the outermost if all is inside."""
    frame = sys._getframe(2)  # noqa: SLF001 - inspect.stack() reads every file on the way: a hundred times slower
    while frame.f_back is not None and frame.f_code.co_filename.startswith((*_LIBRARIES, _OURS, "<")):
        frame = frame.f_back
    return Caller(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


def _finding(group: Group) -> Finding:
    path = Path(group.caller.path)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    about = ObjectName(Kind.FILE, Name("", shown.as_posix()), str(group.caller.line))
    same = "the same values" if not group.changing else f"another {', '.join(group.changing)}"
    message = f"{group.calls} statements of one shape from {group.caller.function}(), each with {same}"
    proposal = instead(group.statement, group.changing)
    advice = proposal.advice
    if group.relationship:
        message += f", to load {group.relationship} lazily"
        advice = f"Load it with the first query: .options(selectinload({group.relationship}))."
    details: dict[str, type_of_detail] = {
        "calls": group.calls,
        "statement": group.statement,
        "relationship": group.relationship,
    }
    return Finding(RULE, Level.WARNING, about, message, _WHY, proposal.sql, advice, details)
