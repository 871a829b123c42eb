"""`%%sql` and `%%explain` for notebooks: a query's rows as a frame, its plan as a tree with its hot spots.

    from pgworkbench.magics import register
    register(wb, profile)

    %%sql
    SELECT status, count(*) FROM orders GROUP BY status

Both take a profile (`%%sql small`) and `--into NAME`, which keeps the result under a name instead of showing it;
`%%explain --plan` plans without running. Nothing is sent anywhere, and nothing is written to the database: the
workbench reads in a read-only transaction, and what would get around that is refused here.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import psycopg

from pgworkbench.errors import WorkbenchError
from pgworkbench.onequery import EXPLAINED, READING, one_query
from pgworkbench.plantree import PlanTree, plan_tree

if TYPE_CHECKING:
    import pandas as pd

_RUN = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) "
_PLAN = "EXPLAIN (VERBOSE, FORMAT JSON) "


class Reads(Protocol):
    """What the magics need of a workbench: the rows of a query on a profile's volumes."""

    def sql(self, query: str, profile: str) -> pd.DataFrame:
        """The rows of one query, read only."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in a magic's first line: the profile, the name to keep the result under, and whether only to plan."""

    profile: str
    into: str = ""
    plan_only: bool = False


def register(workbench: Reads, profile: str = "tiny") -> None:
    """Make the magics known to the notebook that we are in; `profile` is used where a cell names none."""
    from IPython import get_ipython  # only notebooks have it loaded

    shell = get_ipython()
    if shell is None:
        raise WorkbenchError("%%sql and %%explain need a notebook: call register(…) in one of its cells")

    def sql(line: str, cell: str | None = None) -> Any:
        """The rows of a query: %%sql [PROFILE] [--into NAME], or %sql QUERY in a line."""
        asked, query = _asked("sql", line, cell, profile)
        return _kept(shell, asked, _answered(lambda: workbench.sql(query, asked.profile)))

    def explain(line: str, cell: str | None = None) -> Any:
        """The plan of a query: %%explain [PROFILE] [--plan] [--into NAME], or %explain QUERY in a line."""
        asked, query = _asked("explain", line, cell, profile)
        return _kept(shell, asked, _answered(lambda: explained(workbench, query, asked)))

    for magic in (sql, explain):
        shell.register_magic_function(magic, magic_kind="line_cell", magic_name=magic.__name__)


def explained(workbench: Reads, query: str, asked: Asked) -> PlanTree:
    """The plan of a query, run unless only planned."""
    frame = workbench.sql((_PLAN if asked.plan_only else _RUN) + query, asked.profile)
    answer: Any = frame.iloc[0, 0]
    return plan_tree(answer[0])


def _asked(magic: str, line: str, cell: str | None, profile: str) -> tuple[Asked, str]:
    """What is asked, and the query; UsageError, which a notebook shows without a traceback, for anything else."""
    if cell is None:
        return Asked(profile), _query(magic, line)
    words, asked = _words(magic, line), Asked(profile)
    while words:
        word = words.pop(0)
        if word == "--plan" and magic == "explain":
            asked = Asked(asked.profile, asked.into, plan_only=True)
        elif word == "--into" and words and words[0].isidentifier():
            asked = Asked(asked.profile, words.pop(0), asked.plan_only)
        elif word.startswith("--"):
            raise _usage(f"%%{magic} knows no {word}{' without a name for the result' if word == '--into' else ''}")
        else:
            asked = Asked(word, asked.into, asked.plan_only)
    return asked, _query(magic, cell)


def _words(magic: str, line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise _usage(f"%%{magic} {line}: {error}") from None


def _query(magic: str, text: str) -> str:
    try:
        return one_query(text, EXPLAINED if magic == "explain" else READING)
    except WorkbenchError as error:
        raise _usage(f"%%{magic}: {error}") from None


def _answered(ask: Callable[[], Any]) -> Any:
    """The answer; a mistake in the query becomes one line."""
    try:
        return ask()
    except (psycopg.Error, WorkbenchError) as error:
        raise _usage(str(error).strip()) from None


def _kept(shell: Any, asked: Asked, answer: Any) -> Any:
    if not asked.into:
        return answer
    shell.user_ns[asked.into] = answer
    return None


def _usage(problem: str) -> Exception:
    from IPython.core.error import UsageError

    return UsageError(problem)
