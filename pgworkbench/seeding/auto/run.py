"""Filling any database: read the catalog, put the tables in order, fill each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.errors import SeedError, ServerError
from pgworkbench.seeding.auto.asking import asked
from pgworkbench.seeding.auto.facts import read_facts
from pgworkbench.seeding.auto.fill import Filling, Outcome, Progress, fill
from pgworkbench.seeding.auto.model import Model, model_of
from pgworkbench.seeding.auto.order import Step, itinerary
from pgworkbench.seeding.auto.parents import identifier
from pgworkbench.seeding.auto.probing import probed
from pgworkbench.seeding.auto.report import AutoReport, Refusal
from pgworkbench.seeding.auto.second import complete
from pgworkbench.seeding.auto.stage import complaint
from pgworkbench.server.marks import Kind, Mark

_SHOWN = 3  # tables named in a refusal


def seed_anything(  # noqa: PLR0913  # a database, what to make, and how it is watched
    connection_or_url: psycopg.Connection[Any] | str,
    rows: int,
    seed: int,
    *,
    tables: Mapping[str, int] | None = None,
    append: bool = False,
    progress: Progress | None = None,
) -> AutoReport:
    """Fill every table of a database with `rows` rows, from its catalog alone; the same seed gives the same rows.

    `tables` names those that get another number of rows, or none (0); UnknownNameError if there is no such table.
    Rules stay on: the server checks every constraint, triggers run, policies hold for the connecting role. A table
    that cannot be filled is in the report, with the constraint that stands in the way; the others are filled.
    SeedError if the database has rows, is not marked as scratch by the workbench, and `append` is not given.
    """
    if rows < 1:
        raise SeedError(f"a table cannot be filled with {rows} rows; ask for 1 or more")
    with _connected(connection_or_url) as connection:
        catalog = read_catalog(connection)
        if not append:
            _refuse_rows(connection, catalog)
        volumes = {catalog.table(name).name: number for name, number in (tables or {}).items()}
        with connection.transaction():  # killed in the middle, it leaves nothing
            filling = Filling(connection, rows, seed, progress or _silent, volumes)
            return _Run(filling).everything(_models(connection, catalog, seed))


def seed_tables(
    connection: psycopg.Connection[Any], volumes: Mapping[str, int], seed: int, progress: Progress | None = None
) -> AutoReport:
    """Fill these tables, by their names for people, each with so many rows; others are left as they are."""
    catalog = read_catalog(connection)
    wanted = {catalog.table(name).name: rows for name, rows in volumes.items() if rows > 0}
    models = [model for model in _models(connection, catalog, seed) if model.name in wanted] if wanted else []
    return _Run(Filling(connection, 1, seed, progress or _silent, wanted)).everything(models)


def _silent(_: str, __: int, ___: int) -> None:
    """Say nothing of the progress."""


@contextmanager
def _connected(given: psycopg.Connection[Any] | str) -> Iterator[psycopg.Connection[Any]]:
    if isinstance(given, psycopg.Connection):
        yield given
        return
    try:
        connection: psycopg.Connection[Any] = psycopg.connect(given, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise ServerError(f"no connection to the database: {error}") from None
    with connection:
        yield connection


def _refuse_rows(connection: psycopg.Connection[Any], catalog: Catalog) -> None:
    comment = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    mark = Mark.read(comment[0] if comment else None)
    if mark is not None and mark.kind is not Kind.KEPT:
        return
    filled = [table.name for table in catalog.base_tables if _has_rows(connection, table.name)]
    if filled:
        more = ", …" if len(filled) > _SHOWN else ""
        named = ", ".join(map(str, filled[:_SHOWN]))
        raise SeedError(f"the database has rows ({named}{more}); give an empty one, or ask to append")


def _has_rows(connection: psycopg.Connection[Any], name: Name) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(identifier(name))
    row = connection.execute(query).fetchone()
    return bool(row and row[0])


def _models(connection: psycopg.Connection[Any], catalog: Catalog, seed: int) -> list[Model]:
    if not catalog.base_tables:
        raise SeedError("the database has no tables; build the schema first")
    facts = read_facts(connection)
    facts = replace(facts, types={key: probed(connection, kind) for key, kind in facts.types.items()})
    constant = _Constants(connection)
    return [asked(connection, model_of(catalog, facts, table, constant), seed) for table in catalog.base_tables]


@dataclass
class _Constants:
    """What expressions without columns come to, asked of the server once each."""

    connection: psycopg.Connection[Any]
    known: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def __call__(self, expression: str) -> tuple[str, ...] | None:
        """The values as text: one, or those of an array; none for NULL; None if the server objects."""
        if expression not in self.known:
            self.known[expression] = self._asked(expression)
        return self.known[expression]

    def _asked(self, expression: str) -> tuple[str, ...] | None:
        part = sql.SQL(expression)
        single = sql.SQL("SELECT ({})::text, pg_typeof({})::text LIKE '%[]'").format(part, part)
        several = sql.SQL("SELECT unnest({})::text").format(part)
        try:
            with self.connection.transaction():
                self.connection.execute("SET LOCAL timezone = 'UTC'")
                self.connection.execute("SET LOCAL intervalstyle = 'postgres'")
                value, listed = self.connection.execute(single).fetchone() or (None, False)
                values = self.connection.execute(several).fetchall() if listed else [(value,)]
        except psycopg.Error:
            return None
        return tuple(each for (each,) in values if each is not None)


@dataclass
class _Run:
    filling: Filling
    tables: dict[str, int] = field(default_factory=dict)
    refused: dict[Name, Refusal] = field(default_factory=dict)
    short: dict[str, Refusal] = field(default_factory=dict)

    def everything(self, models: Iterable[Model]) -> AutoReport:
        """All groups of tables, then the references that had to wait."""
        models = tuple(models)
        plan = itinerary(models)
        self.refused.update(plan.refused)
        for group in plan.groups:
            self._group([self._with_targets(step, models) for step in group])
        for step in (step for group in plan.groups for step in group if step.model.name not in self.refused):
            self._second(step)
        return AutoReport(self.tables, {str(name): refusal for name, refusal in self.refused.items()}, self.short)

    def _with_targets(self, step: Step, models: Iterable[Model]) -> Step:
        wanted = {link.target for link in step.promised}
        return Step(step.model, step.later, step.promised, {m.name: m for m in models if m.name in wanted})

    def _group(self, steps: list[Step]) -> None:
        """Tables that refer to each other are filled together or not at all."""
        try:
            with self._transaction():
                for step in steps:
                    self._table(step, deferred=len(steps) > 1)
                self.filling.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.Error as error:
            for step in steps:
                self._refuse(step, complaint(error))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self.filling.connection.transaction():
            self.filling.connection.execute("SET LOCAL timezone = 'UTC'")
            self.filling.connection.execute("SET LOCAL datestyle = 'ISO, YMD'")
            self.filling.connection.execute("SET CONSTRAINTS ALL DEFERRED")
            yield

    def _table(self, step: Step, *, deferred: bool) -> None:
        for link in step.model.links:
            if link.required and link.target in self.refused:
                self._refuse(step, Refusal(link.name, f"{link.target} could not be filled"))
                return
        if self.filling.wanted(step.model.name) == 0:
            self.tables[str(step.model.name)] = 0
            return
        outcome = fill(self.filling, step, deferred=deferred)
        self._record(step, outcome)

    def _record(self, step: Step, outcome: Outcome) -> None:
        name = str(step.model.name)
        if outcome.rows == 0:
            self._refuse(step, outcome.obstacle or Refusal("", "no row was accepted"))
            return
        self.tables[name] = outcome.rows
        if outcome.obstacle is not None:
            self.short[name] = outcome.obstacle

    def _refuse(self, step: Step, refusal: Refusal) -> None:
        self.tables.pop(str(step.model.name), None)
        self.short.pop(str(step.model.name), None)
        self.refused[step.model.name] = refusal

    def _second(self, step: Step) -> None:
        for link in step.later:
            try:
                with self._transaction():
                    said = complete(self.filling, step.model, link)
            except psycopg.Error as error:
                said = complaint(error)
            if said is not None:
                self.short.setdefault(str(step.model.name), said)
