"""Notebooks as JSON: the same cells give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable

Cell = tuple[str, str]  # kind (markdown, code, parameters) and source
PARAMETERS: Cell = ("parameters", 'profile = "small"')
OPEN: Cell = ("code", "from pgworkbench.workbench import Workbench\n\nwb = Workbench()")


def markdown(source: str) -> Cell:
    """Prose."""
    return "markdown", source


def code(source: str) -> Cell:
    """Python."""
    return "code", source


def notebook(cells: Iterable[Cell]) -> str:
    """A notebook without outputs, its cells numbered."""
    body = {
        "cells": [_cell(number, *cell) for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(body, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _cell(number: int, kind: str, source: str) -> dict[str, object]:
    common = {"id": str(number), "metadata": {}, "source": source.splitlines(keepends=True)}
    if kind == "markdown":
        return {"cell_type": "markdown", **common}
    tags = {"tags": ["parameters"]} if kind == "parameters" else {}
    return {"cell_type": "code", **common, "metadata": tags, "execution_count": None, "outputs": []}


_STAMP = (markdown("## Stamp\n\nWhat the figures above depend on."), code("wb.stamp(profile)"))


def brief_notebook(title: str) -> str:
    """What is asked of the design."""
    said = f"# The brief\n\n{title}. How much, how often, how long: the answers stand in `schema/brief.toml`."
    return notebook(
        (
            markdown(said),
            PARAMETERS,
            OPEN,
            code("wb.brief(profile)"),
            markdown("## The domains"),
            code("wb.domains()"),
            markdown("## What the brief leaves open"),
            code("wb.open_questions()"),
            *_STAMP,
        )
    )


def domain_notebook(name: str, title: str, open_: str) -> str:
    """One domain: what is asked, what is proposed, the review, the volumes, the queries, what is left open."""
    shown = repr(name).replace("'", '"')
    return notebook(
        (
            markdown(f"# {name.replace('_', ' ').strip().capitalize()}\n\n## What is asked\n\n{title}."),
            PARAMETERS,
            OPEN,
            code(f"wb.brief(profile, {shown})"),
            markdown("## What is proposed"),
            code(f"wb.tables({shown})"),
            code(f"wb.diagram({shown})"),
            markdown("## The review"),
            code(f"wb.review({shown})"),
            markdown("## Volumes"),
            code(f"wb.rows({shown}, profile)"),
            markdown("## The queries, and the indexes that serve them"),
            code(f"wb.queries({shown})"),
            code(f"wb.indexes({shown}, profile)"),
            markdown(f"## What is left open\n\n- {open_}"),
            *_STAMP,
        )
    )


def whole_notebook() -> str:
    """Everything at once."""
    cells = (
        markdown("# The whole picture"),
        PARAMETERS,
        OPEN,
        code("wb.diagram()"),
        markdown("## The tables"),
        code("wb.tables()"),
        markdown("## The review of everything"),
        code("wb.review()"),
        *_STAMP,
    )
    return notebook(cells)


def export_notebook() -> str:
    """The design as migrations: those that are there, and how the next ones come."""
    cells = (
        markdown("# The export\n\nThe files in `schema/migrations/`, each run before it was written."),
        PARAMETERS,
        OPEN,
        code("[file.name for file in wb.migrations()]"),
        markdown("What the models say more since then becomes files by `pgworkbench export --name add_something`."),
        *_STAMP,
    )
    return notebook(cells)
