"""The files that every design has beside its models: the package, the base, brief, seeds, notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from string import ascii_letters, digits

from pgworkbench.adoption import python
from pgworkbench.adoption.notebooks import brief_notebook, domain_notebook, export_notebook, whole_notebook

_BARE = set(ascii_letters + digits + "_-")


@dataclass(frozen=True, slots=True)
class TableVolume:
    """What the brief says of a table; `production` is a count that somebody took."""

    table: str
    rows: int
    production: int | None = None
    why: str = ""
    growth: float | None = None
    retention: str = ""
    consistency: str = ""


def template(name: str) -> str:
    """A text that is shipped with the package."""
    return files("pgworkbench.adoption").joinpath("templates", name).read_text(encoding="utf-8")


def base_module(roles: Mapping[str, str], extensions: Iterable[str]) -> str:
    """`schema/base.py`."""
    said = python.mapped((key, python.text(value)) for key, value in roles.items())
    named = python.listed(map(python.text, extensions))
    text = template("base.py.txt")
    text = text.replace("@ROLES@", python.rendered(said, 0, len("ROLES: dict[str, str] = ")))
    return text.replace("@EXTENSIONS@", python.rendered(named, 0, len("EXTENSIONS: list[str] = ")))


def schema_package(title: str, domains: Sequence[str]) -> str:
    """`schema/__init__.py`; `domains` in dependency order."""
    ordered = sorted(domains)
    lines = [python.docstring(title)]
    if ordered:
        lines.append(imported("schema", ordered))
    lines.append("from schema.base import metadata\n")
    names = python.Call("(", tuple(map(python.text, domains))) if len(domains) != 1 else f'("{domains[0]}",)'
    lines[-1] += "\n" + python.assigned("DOMAINS", names)
    public = sorted(["DOMAINS", *ordered, "metadata"], key=lambda name: (not name.isupper(), name))
    listed = python.assigned("__all__", python.listed(map(python.text, public)))
    return lines[0] + "\n" + "".join(lines[1:]) + "\n" + listed


def imported(package: str, names: Sequence[str]) -> str:
    """One import of several modules."""
    line = f"from {package} import {', '.join(names)}\n"
    if len(line) <= python.WIDTH + 1:
        return line
    return f"from {package} import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def seeds_package(domains: Sequence[str]) -> str:
    """`seeds/__init__.py`."""
    head = python.docstring("The volumes of the design: a plan for each table, in modules named as those of schema/")
    if not domains:
        return f'{head}\nPLANS = ()\n\n__all__ = ["PLANS"]\n'
    items = tuple(f"*{name}.PLANS" for name in domains)
    plans = f"({items[0]},)" if len(items) == 1 else python.Call("(", items)
    body = python.assigned("PLANS", plans)
    return f'{head}\n{imported("seeds", sorted(domains))}\n{body}\n__all__ = ["PLANS"]\n'


def brief(name: str, title: str, volumes: Iterable[TableVolume], as_of: datetime) -> str:
    """`schema/brief.toml`."""
    lines = [
        "# The brief: what a designer must know of every table. `rows` is what the profile `small` makes; what is not",
        "# known yet is left out, and the review asks for it: production, growth, retention, consistency.",
        "",
        "[design]",
        f"name = {toml(name)}",
        f"title = {toml(title)}",
        "seed = 20260101",
        f"as_of = {as_of.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "",
        "[profiles]",
        "tiny = 0.1",
        "small = 1.0",
    ]
    for volume in volumes:
        lines += ["", f"[tables.{_key(volume.table)}]", f"rows = {volume.rows}"]
        lines += [] if volume.production is None else [f"production = {volume.production}"]
        lines += [] if volume.growth is None else [f"growth = {volume.growth:g}"]
        said = {"retention": volume.retention, "consistency": volume.consistency, "why": volume.why}
        lines += [f"{key} = {toml(value)}" for key, value in said.items() if value]
    return "\n".join(lines) + "\n"


def toml(value: str) -> str:
    """A basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else toml(name)


def notebooks(title: str, domains: Sequence[tuple[str, str]], open_: str) -> dict[str, str]:
    """`notebooks/…`: the brief, one a domain (name, title), the whole picture, the export."""
    first = {"notebooks/00_brief.ipynb": brief_notebook(title)}
    each = {
        f"notebooks/{number:02}_{name}.ipynb": domain_notebook(name, words, open_)
        for number, (name, words) in enumerate(domains, 1)
    }
    after = max(90, len(domains) + 1)
    last = {f"notebooks/{after}_whole_picture.ipynb": whole_notebook()}
    return {**first, **each, **last, f"notebooks/{after + 1}_export.ipynb": export_notebook()}


GITIGNORE = ".pgworkbench/\nbuild/\n__pycache__/\n"
