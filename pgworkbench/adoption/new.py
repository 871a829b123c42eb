"""A new domain in a design that is there: module, workload, seeds and notebook, registered; all of it runs at once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Table

from pgworkbench.adoption import design, python
from pgworkbench.adoption.folder import all_or_none
from pgworkbench.adoption.names import class_name, domain_name, singular
from pgworkbench.adoption.notebooks import domain_notebook
from pgworkbench.adoption.register import Registered, registered
from pgworkbench.errors import ContentError, WorkbenchError
from pgworkbench.migrations.text import Text, compose, quoted
from pgworkbench.project import Project, load_project

_ROWS = 200
_OPEN = "Everything: the columns are a beginning."
_WHY = "A guess, until somebody asks."
_KEYS = ("Keyed",)
_TIMES = ("Edited", "Created")


def new_domain(root: Path, name: str) -> tuple[Path, ...]:
    """Add a domain with one table to the design in `root`; the files that were written or changed, sorted.

    WorkbenchError if it cannot be named so, something of it is there already, or the design then no longer loads; all
    is as it was then.
    """
    project = load_project(root)
    domain = domain_name(name, [each.name for each in project.domains])
    if domain in project.groups or domain in project.metadata.tables:
        raise WorkbenchError(f"there is a table {domain!r} already: name the domain otherwise")
    names = _bases(project.root)
    created = {
        f"schema/{domain}.py": _module(domain, names),
        f"seeds/{domain}.py": _seeds(domain),
        _notebook_path(project.root, domain): domain_notebook(domain, f"What is asked of {_words(domain)}", _OPEN),
    }
    changed = _changed(project.root, domain)
    with all_or_none(project.root, created, changed):
        table = _table(load_project(project.root), domain)
        workload = _workload(project.root, domain, table)
        with all_or_none(project.root, {f"schema/workloads/{domain}.sql": workload}, {}):
            load_project(project.root)
    return tuple(sorted(project.root / each for each in (*created, *changed, f"schema/workloads/{domain}.sql")))


def _words(domain: str) -> str:
    return domain.replace("_", " ")


def _bases(root: Path) -> tuple[str, ...]:
    """The classes of schema/base.py that a table of this design is made of, Base last."""
    path = root / "schema" / "base.py"
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    known = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    if "Base" not in known:
        raise ContentError(Path("schema/base.py"), None, "has no class Base, from which a new table could be made")
    keys = [name for name in _KEYS if name in known]
    times = [name for name in _TIMES if name in known][:1]
    return (*keys, *times, "Base")


def _module(domain: str, bases: Sequence[str]) -> str:
    """`schema/<domain>.py`: one table with a name."""
    one = singular(domain).replace("_", " ")
    keyed = "Keyed" in bases
    core = ["Text"] if keyed else ["BigInteger", "Identity", "Text"]
    ordered = ", ".join(sorted(bases))
    key = (
        ""
        if keyed
        else '    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, comment="A counter.")\n'
    )
    return (
        f"{python.docstring(f'{_words(domain).capitalize()}: say in a sentence what they are for')}\n"
        "from __future__ import annotations\n\n"
        f"from sqlalchemy import {', '.join(core)}\n"
        "from sqlalchemy.orm import Mapped, mapped_column\n\n"
        f"from schema.base import {ordered}\n\n\n"
        f"class {class_name(domain)}({', '.join(bases)}):\n"
        f'    """One {one}."""\n\n'
        f'    __tablename__ = "{domain}"\n'
        f'    __table_args__ = ({{"comment": "One {one} a row."}},)\n\n'
        f"{key}"
        f'    name: Mapped[str] = mapped_column(Text, comment="What people call it.")\n'
    )


def _seeds(domain: str) -> str:
    head = python.docstring(f"{_words(domain).capitalize()}: made from the catalog alone, until somebody writes a plan")
    return f'{head}\nfrom pgworkbench.seeding.plan import automatic\n\nPLANS = automatic("{domain}")\n'


def _table(project: Project, domain: str) -> Table:
    return next(table for table in project.metadata.sorted_tables if table.info.get("domain") == domain)


def _workload(root: Path, domain: str, table: Table) -> str:
    """A query by the key, as whom the other domains' queries run, where this table has what that takes."""
    columns = [column.name for column in table.primary_key.columns]
    head = "".join(f"{line}\n" for line in _rules(root, columns))
    condition = " AND ".join(f"{quoted(name)} = :{name}" for name in columns)
    keys = ", ".join(map(quoted, columns))
    name = f"{singular(domain)}_by_key"
    drawn = compose("SELECT {} FROM {} ORDER BY {} LIMIT 50", Text(keys), domain, Text(keys))
    read = compose("SELECT * FROM {} WHERE {}", domain, Text(condition))
    return (
        f"-- What is asked of {_words(domain)}.\n{head}\n-- name: {name}\n-- One of them, whose key is known.\n"
        f"-- calls per hour: 60\n-- params: {drawn}\n{read};\n"
    )


def _rules(root: Path, columns: Sequence[str]) -> tuple[str, ...]:
    """The `role` and `set` lines with which most workload files begin, if their values are in the key."""
    heads: Counter[tuple[str, ...]] = Counter()
    for path in sorted((root / "schema" / "workloads").glob("*.sql")):
        head = path.read_text(encoding="utf-8").partition("-- name:")[0].splitlines()
        lines = tuple(line for line in head if line.startswith(("-- role:", "-- set:")))
        values = [line.rpartition("= :")[2].strip() for line in lines if "= :" in line]
        if all(value in columns for value in values):
            heads[lines] += 1
    return heads.most_common(1)[0][0] if heads else ()


def _changed(root: Path, domain: str) -> dict[str, str]:
    """The files in which a domain is registered, with it."""
    brief = (root / "schema" / "brief.toml").read_text(encoding="utf-8").rstrip("\n")
    section = f"[tables.{domain}]\nrows = {_ROWS}\nwhy = {design.toml(_WHY)}\n"
    said = {"schema/__init__.py": Registered("schema", "DOMAINS", f'"{domain}"', domain)}
    said["seeds/__init__.py"] = Registered("seeds", "PLANS", f"*{domain}.PLANS", domain)
    texts = {path: (root / path).read_text(encoding="utf-8") for path in said}
    return {
        **{path: registered(Path(path), texts[path], each) for path, each in said.items()},
        "schema/brief.toml": f"{brief}\n\n{section}",
    }


def _notebook_path(root: Path, domain: str) -> str:
    """Beside the other domains' pages: the first number that is free."""
    taken = {path.name[:2] for path in (root / "notebooks").glob("*.ipynb")}
    number = next((n for n in range(1, 100) if f"{n:02}" not in taken), 99)
    return f"notebooks/{number:02}_{domain}.ipynb"
