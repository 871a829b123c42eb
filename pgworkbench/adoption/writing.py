"""The files of an adopted design: written, built on a scratch database, completed by SQL, built again and compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy

from pgworkbench.adoption import design, python
from pgworkbench.adoption.baseline import write_baseline
from pgworkbench.adoption.build import Made, differences, held_back, make_first, make_rest, sql_text, subject
from pgworkbench.adoption.domains import DomainPlan, propose
from pgworkbench.adoption.folder import write
from pgworkbench.adoption.queries import Asked, workload_files
from pgworkbench.adoption.reading import design_roles, own_tables
from pgworkbench.adoption.readme import adopted_readme
from pgworkbench.adoption.seeds import seed_module
from pgworkbench.adoption.tables import Scope, table_node
from pgworkbench.adoption.types import CORE, Imports
from pgworkbench.catalog import Table
from pgworkbench.errors import WorkbenchError
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.order import Grouping, circular_keys
from pgworkbench.migrations.state import State
from pgworkbench.project import load_project
from pgworkbench.review import Conventions, accustomed, as_configuration
from pgworkbench.server import Server
from pgworkbench.session import build

ROWS = 200  # of a table in profile `small`, until somebody knows better
_OPEN = "What the brief does not say yet: growth, retention, consistency."
_FIRST = "What tables may need: roles, schemas, extensions, types, functions. Made before them, in this order."
_REST = (
    "What models have no words for, in the order in which it can be made. Whatever of it a model says, take out here."
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: where, tried on which server, the state of which database, as of when."""

    root: Path
    server: Server
    source: State
    name: str
    as_of: datetime | None
    progress: Callable[[str], object]

    @property
    def roles(self) -> tuple[str, ...]:
        """The design's roles."""
        return tuple(design_roles(self.source.catalog))

    @property
    def moment(self) -> datetime:
        """The end of synthetic time: midnight before, unless it was said."""
        return self.as_of or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and what of the database is not in it."""

    domains: tuple[DomainPlan, ...]
    tables: int
    left: tuple[str, ...]
    notes: tuple[str, ...]


def write_design(order: Order, asked: Asked) -> Written:
    """Every file of the design; WorkbenchError if its tables cannot be built."""
    order.progress("trying what comes before the tables")
    with order.server.scratch("adopt", roles=order.roles) as database:
        first = make_first(database, order.source)
    held = held_back(order.source, first)
    tables = tuple(table for table in own_tables(order.source.catalog) if not _must_wait(table, order.source, held))
    domains = propose(order.source.catalog, tables)
    write(order.root, _files(order, domains, held))
    write(order.root, {"schema/sql/before_tables.sql": sql_text(_FIRST, first.operations, subject)})
    order.progress("building the tables from the models")
    rest = _complete(order)
    write(order.root, {"schema/sql/after_tables.sql": sql_text(_REST, rest.operations, subject)})
    return _finished(order, domains, asked)


def _finished(order: Order, domains: tuple[DomainPlan, ...], asked: Asked) -> Written:
    """What needs the whole design: the comparison, the workload, the baseline, and the words about it all."""
    order.progress("building the design and comparing it with the database")
    project = load_project(order.root)
    with order.server.scratch("adopted", roles=project.roles) as database:
        build(project, database)
        left = (*differences(database, order.source), *_apart(order.source))
        order.progress("reading what the database was asked")
        files, notes = workload_files(asked, domains, database)
        write(order.root, files)
        order.progress("proving the baseline")
        notes += write_baseline(project, database, order.moment)
    count = sum(len(domain.tables) for domain in domains)
    unmodelled = tuple(
        sorted(str(t.name) for t in order.source.catalog.base_tables if str(t.name) not in project.groups)
    )
    written = Written(domains, count, left, tuple(notes))
    write(order.root, {"README.md": adopted_readme(order.name, written, unmodelled)})
    return written


def _apart(source: State) -> tuple[str, ...]:
    """What belongs to the database as a whole, and is made with it."""
    return tuple(f"setting of the database: {setting}" for setting in source.catalog.settings)


def _must_wait(table: Table, source: State, held: frozenset[Address]) -> bool:
    """Whether a column has a type, or a formula, that can only be made once tables are there."""
    for column in table.columns:
        address = Address(Kind.COLUMN, (table.name.schema, table.name.name, column.name))
        if address in held or any(need.kind is Kind.TABLE for need in source.links.get(address, ())):
            return True
    return False


def _files(order: Order, domains: tuple[DomainPlan, ...], held: frozenset[Address]) -> dict[str, str]:
    """Everything but the SQL: modules, package, base, brief, seeds, notebooks."""
    catalog, names = order.source.catalog, [domain.module for domain in domains]
    title = f"The design of the database {order.name}"
    modelled = frozenset(table.name for domain in domains for table in domain.tables)
    volumes = [_volume(table) for domain in domains for table in domain.tables]
    base = design.base_module(design_roles(catalog), [e.name for e in catalog.extensions if e.name != "plpgsql"])
    files = {
        ".gitignore": design.GITIGNORE,
        "schema/__init__.py": design.schema_package(title, names),
        "schema/base.py": base,
        "schema/brief.toml": design.brief(order.name, title, volumes, order.moment),
        "seeds/__init__.py": design.seeds_package(names),
    }
    if habits := as_configuration(accustomed(Conventions(), catalog)):
        files["review.toml"] = habits
    circular = circular_keys(catalog, Grouping())
    for domain in domains:
        scope = Scope(catalog, modelled, held, circular, Imports())
        files[f"schema/{domain.module}.py"] = _module(domain, scope)
        files[f"seeds/{domain.module}.py"] = seed_module(domain)
    pages = [(domain.module, domain.title) for domain in domains]
    return {**files, **design.notebooks(title, pages, _OPEN)}


def _volume(table: Table) -> design.TableVolume:
    rows = int(table.rows) if table.rows >= 0 else None
    why = "" if rows is None else "The planner's estimate when the database was adopted."
    return design.TableVolume(str(table.name), ROWS, rows, why)


def _module(domain: DomainPlan, scope: Scope) -> str:
    """`schema/<domain>.py`."""
    taken: set[str] = set()
    bodies = []
    for table in domain.tables:
        name = python.identifier(str(table.name), {*taken, *_names_used(scope.imports)}, fallback="table")
        node = table_node(table, domain.module, scope)
        while name in _names_used(scope.imports):  # a table may be called `text`
            name = f"{name}_table"
        taken.add(name)
        bodies.append(python.assigned(name, node))
    imports = "\n".join(_import_blocks(scope.imports))
    return f"{python.docstring(domain.title)}\n{imports}\n\n" + "\n".join(bodies)


def _names_used(imports: Imports) -> set[str]:
    return {name for names in imports.names.values() for name in names} | {"text", "metadata"}


def _import_blocks(imports: Imports) -> list[str]:
    """Third parties' first, then the design's own."""
    lines = imports.lines()
    outer = [line for line in lines if line.startswith(f"from {CORE}")]
    own = [line for line in lines if line not in outer]
    return [*outer, "", *own] if outer and own else [*outer, *own]


def _complete(order: Order) -> Made:
    """Build what there is so far, and see what it takes to make it the database."""
    project = load_project(order.root)
    with order.server.scratch("models", roles=project.roles) as database:
        try:
            build(project, database)
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise WorkbenchError(f"the models cannot be built: {str(error).splitlines()[0]}") from error
        return make_rest(database, order.source)
