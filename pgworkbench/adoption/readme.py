"""The README of a design, by the words of its verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

VERBS = """\
    pgworkbench review              what a reviewer says of it
    pgworkbench diagram             ER diagrams, in build/diagrams/
    pgworkbench docs                diagrams and data dictionary, in docs/
    pgworkbench seed                synthetic rows
    pgworkbench bench               the queries of the workload, with each index and without
    pgworkbench export --name …     the difference to the last export, as proven migrations
    pgworkbench run                 every notebook, into build/
    pgworkbench new DOMAIN          a new domain: module, workload, seeds, notebook
"""
PARTS = """\
- `schema/`: the models, a module for each domain; `base.py` has what holds for all, `brief.toml` what is known of rows
- `schema/workloads/`: the queries that it must serve; `schema/migrations/`: what was exported
- `seeds/`: how the rows are made; `notebooks/`: the story, one page for each domain
"""
_OF_ADOPTED = """\
- `schema/sql/`: what models have no words for, made before and after the tables
- `review.toml`: the conventions that its names have, if they have some
- `schema/mark_applied.sql`: marks the baseline as applied in the database that it comes from
"""


class Told(Protocol):
    """What an adoption has to tell."""

    @property
    def left(self) -> Sequence[str]:
        """What the database has otherwise."""

    @property
    def notes(self) -> Sequence[str]:
        """What else should be known."""


def adopted_readme(name: str, told: Told, unmodelled: Sequence[str]) -> str:
    """README.md of an adopted design."""
    parts = [
        f"# {_plain(name)}\n",
        "A database that exists, as a design in code: `pgworkbench adopt` has built it again and compared.\n",
        PARTS + _OF_ADOPTED,
        "## What can be done with it\n",
        VERBS,
        "## What is not the same as in the database\n",
        _listed(told.left, "Nothing: built from these files, the difference is empty."),
        "## What is made by SQL and has no model\n",
        _listed(unmodelled, "No table."),
    ]
    if told.notes:
        parts += ["## What should be known\n", _listed(told.notes, "")]
    return "\n".join(parts)


def first_readme(name: str, title: str) -> str:
    """README.md of a design that begins."""
    parts = [f"# {_plain(name)}\n", f"{title}.\n", PARTS, "## What can be done with it\n", VERBS]
    return "\n".join(parts)


def _listed(items: Sequence[str], none: str) -> str:
    return "\n".join(f"- {_plain(item)}" for item in items) + "\n" if items else f"{none}\n"


def _plain(words: str) -> str:
    return " ".join(words.split())
