"""Find a design on disk and load it: models, seeds, brief and workload, as one value.

The engine never imports a design; it is loaded by path here, anew on each call, so that a session sees the designer's
edits. `schema` is also the name of a package elsewhere, so what was loaded is checked to be this project's own.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Index, MetaData, Table

from pgworkbench.brief import Brief, read_brief
from pgworkbench.errors import ContentError, UnknownNameError, WorkbenchError
from pgworkbench.seeding.plan import TablePlan
from pgworkbench.workload import Workload, read_workload

_CONTENT = ("schema", "seeds")


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of a design: its module's name, the first line of its docstring, its tables in dependency order."""

    name: str
    title: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """A design as it stands on disk."""

    root: Path
    metadata: MetaData
    domains: tuple[Domain, ...]
    brief: Brief
    workload: Workload
    plans: tuple[TablePlan, ...]
    fingerprint: str  # of what makes the structure
    volume_fingerprint: str  # of what makes the rows, too: seeds, brief, and the engine's own way of seeding

    @property
    def roles(self) -> tuple[str, ...]:
        """The design's own names of its roles."""
        return tuple(self.metadata.info.get("roles", {}).values())

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """Each table's domain."""
        return {table: domain.name for domain in self.domains for table in domain.tables}

    @cached_property
    def claims(self) -> Mapping[str, tuple[str, ...]]:
        """Each index with the workload's queries that it claims to serve."""
        known = {query.name for query in self.workload.queries}
        return {
            str(index.name): served
            for index in self.indexes
            if (served := tuple(name for name in index.info.get("serves", ()) if name in known))
        }

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """Each index with the sentence that says why it is there."""
        return {str(index.name): index.info["why"] for index in self.indexes if index.info.get("why")}

    @cached_property
    def backfills(self) -> Mapping[tuple[str, str], str]:
        """What rows that are there get in a column, by (table, column): its `info["backfill"]`, an SQL expression."""
        return {
            (table.fullname.removeprefix("public."), column.name): str(column.info["backfill"])
            for table in self.metadata.tables.values()
            for column in table.columns
            if column.info.get("backfill")
        }

    def domain(self, name: str) -> Domain:
        """The domain of that name; UnknownNameError if there is none."""
        for domain in self.domains:
            if domain.name == name:
                return domain
        raise UnknownNameError("domain", name, [domain.name for domain in self.domains])

    @property
    def indexes(self) -> Iterator[Index]:
        """Every index of the models, by table and name."""
        return (index for table in self.metadata.sorted_tables for index in sorted(table.indexes, key=_index_name))


def find_root(start: Path | None = None) -> Path:
    """The nearest folder at or above `start` (default: where we are) that holds a `schema/` package."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "schema" / "__init__.py").is_file():
            return folder
    raise WorkbenchError(
        f"no design at or above {here}: go to a folder that holds schema/, or say --project FOLDER, or --database-url"
    )


def load_project(start: Path | None = None) -> Project:
    """Load the design at or above `start`; ContentError with file and line for any mistake in it."""
    root = find_root(start)
    fingerprint, volume_fingerprint = _fingerprints(root)
    schema, seeds = _import_content(root)
    metadata = _expect(schema, "metadata", MetaData, root)
    project = Project(
        root=root,
        metadata=metadata,
        domains=_domains(root, schema, metadata),
        brief=read_brief(root / "schema" / "brief.toml"),
        workload=read_workload(*sorted((root / "schema" / "workloads").glob("*.sql"))),
        plans=_expect(seeds, "PLANS", tuple, root),
        fingerprint=fingerprint,
        volume_fingerprint=volume_fingerprint,
    )
    _check_agreement(project)
    return project


def _import_content(root: Path) -> tuple[ModuleType, ModuleType]:
    """Import `schema` and `seeds` from the root and from nowhere else, without what an earlier load left behind."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _CONTENT]:
        del sys.modules[name]
    path = [str(root), *(entry for entry in sys.path if entry != str(root))]
    sys.path[:] = path
    importlib.invalidate_caches()
    schema, seeds = (_import(root, name) for name in _CONTENT)
    return schema, seeds


def _import(root: Path, name: str) -> ModuleType:
    if not (root / name / "__init__.py").is_file():  # else another of that name on the path would be run
        raise ContentError(Path(name) / "__init__.py", None, f"missing: a design has a package {name}/")
    try:
        module = importlib.import_module(name)
    except Exception as error:  # whatever a design's own code may raise
        raise _located(root, name, error) from error
    origin = Path(module.__file__ or "")
    if not origin.resolve().is_relative_to(root / name):
        raise ContentError(root / name / "__init__.py", None, f"{name!r} was loaded from {origin}, not from here")
    return module


def _located(root: Path, name: str, error: Exception) -> ContentError:
    """The mistake at the innermost line of the design's own files."""
    if isinstance(error, SyntaxError) and error.filename:
        return ContentError(_shown(root, Path(error.filename)), error.lineno, f"not Python: {error.msg}")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(root)]
    content = [frame for frame in frames if Path(frame.filename).relative_to(root).parts[0] in _CONTENT]
    where = content[-1] if content else None
    path = Path(where.filename) if where else root / name / "__init__.py"
    problem = str(error) if isinstance(error, WorkbenchError) else f"{type(error).__name__}: {error}"
    return ContentError(_shown(root, path), where.lineno if where else None, problem)


def _shown(root: Path, path: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


def _expect(module: ModuleType, name: str, kind: type, root: Path) -> Any:
    value = getattr(module, name, None)
    if not isinstance(value, kind):
        path = _shown(root, Path(module.__file__ or module.__name__))
        raise ContentError(path, None, f"{name} must be a {kind.__name__}, not {type(value).__name__}")
    return value


def _domains(root: Path, schema: ModuleType, metadata: MetaData) -> tuple[Domain, ...]:
    names: tuple[str, ...] = _expect(schema, "DOMAINS", tuple, root)
    tables: dict[str, list[str]] = {name: [] for name in names}
    for table in metadata.sorted_tables:
        domain = table.info.get("domain")
        if domain not in tables:
            raise ContentError(
                Path("schema") / f"{domain}.py", None, f"table {table.name}: domain {domain!r} is not in DOMAINS"
            )
        tables[domain].append(_qualified(table))
    return tuple(Domain(name, _title(root, name), tuple(tables[name])) for name in names)


def _title(root: Path, domain: str) -> str:
    module = sys.modules.get(f"schema.{domain}")
    if module is None:
        raise ContentError(Path("schema") / "__init__.py", None, f"DOMAINS names {domain!r}, which nothing imports")
    lines = (module.__doc__ or "").strip().splitlines()
    if not lines:
        path = _shown(root, Path(module.__file__ or domain))
        raise ContentError(path, 1, "a domain opens with a docstring, whose first line is its title")
    return lines[0].rstrip(".")


def _qualified(table: Table) -> str:
    return table.name if table.schema in {None, "public"} else f"{table.schema}.{table.name}"


def _check_agreement(project: Project) -> None:
    """Models, brief, seeds and workload speak of the same tables and queries."""
    tables = set(project.groups)
    brief = Path("schema") / "brief.toml"
    _same(tables, set(project.brief.tables), brief, "[tables.{}]")
    _same(tables, {plan.table for plan in project.plans}, Path("seeds") / "__init__.py", "a plan for {}")
    domains = {domain.name for domain in project.domains}
    for query in project.workload.queries:
        if query.domain not in domains:
            raise ContentError(
                query.path or Path("schema"), query.line, f"{query.domain!r} is no domain: name the file after one"
            )
    known = {query.name for query in project.workload.queries}
    for index in project.indexes:
        for served in index.info.get("serves", ()):
            if served not in known and " " not in served:  # words such as "foreign key" are no query
                path = Path("schema") / f"{index.table.info['domain'] if index.table is not None else ''}.py"
                raise ContentError(path, None, f"index {index.name} serves {served!r}, which no workload file has")


def _same(tables: set[str], named: set[str], path: Path, what: str) -> None:
    for table in sorted(tables - named):
        raise ContentError(path, None, f"lacks {what.format(table)}")
    for table in sorted(named - tables):
        raise ContentError(path, None, f"has {what.format(table)}, which the design does not know")


def _index_name(index: Index) -> str:
    return str(index.name)


def _fingerprints(root: Path) -> tuple[str, str]:
    """What makes the structure: all of schema/ but brief, workloads and exports. What makes the rows: that and more."""
    schema = root / "schema"
    apart = {"workloads", "migrations", "brief.toml"}
    structure = [path for path in _files(schema) if path.relative_to(schema).parts[0] not in apart]
    engine = _files(Path(__file__).parent / "seeding")
    return _digest(structure), _digest([*structure, *_files(root / "seeds"), schema / "brief.toml", *engine])


def _files(folder: Path) -> list[Path]:
    """Every file below a folder but compiled ones, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.exists() else b""  # what is missing is told by whoever reads it
        digest.update(f"{path.parent.name}/{path.name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
