"""What a person may call a domain or a design."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection

from pgworkbench.errors import WorkbenchError

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TAKEN = frozenset({"base", "declare", "migrations", "sql", "variants", "workloads", "schema", "seeds"})
_LONGEST = 40


def domain_name(given: str, known: Collection[str]) -> str:
    """The name itself, or a WorkbenchError that says how one looks."""
    if not _NAME.fullmatch(given) or len(given) > _LONGEST or keyword.iskeyword(given) or given in _TAKEN:
        raise WorkbenchError(f"{given!r} cannot name a domain: use a plural in lower case, such as order_lines")
    if given in known:
        raise WorkbenchError(f"there is a domain {given!r} already: nothing was written")
    return given


def singular(name: str) -> str:
    """`categories` to `category`, `boxes` to `box`, `notes` to `note`; others as they are."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name


def class_name(table: str) -> str:
    """`order_lines` to `OrderLine`."""
    return "".join(word.capitalize() for word in singular(table).split("_"))
