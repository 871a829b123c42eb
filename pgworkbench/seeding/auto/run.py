"""Filling any database: read the catalog, put the tables in order, fill each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.errors import SeedError
from pgworkbench.seeding.auto.asking import asked
from pgworkbench.seeding.auto.facts import read_facts
from pgworkbench.seeding.auto.fill import Filling, Outcome, Progress, fill
from pgworkbench.seeding.auto.model import Model, model_of
from pgworkbench.seeding.auto.opening import all_or_nothing, check_rights, check_rows, connected, counted, refuse_rows
from pgworkbench.seeding.auto.order import Step, itinerary
from pgworkbench.seeding.auto.parents import identifier
from pgworkbench.seeding.auto.probing import probed
from pgworkbench.seeding.auto.report import AutoReport, Refusal
from pgworkbench.seeding.auto.searchpath import SearchPath, read_path
from pgworkbench.seeding.auto.second import complete
from pgworkbench.seeding.auto.sizes import Asked, sizes
from pgworkbench.seeding.auto.soft import softened
from pgworkbench.seeding.auto.stage import complaint


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
    check_rows(rows, tables or {})
    with connected(connection_or_url) as connection:
        path = read_path(connection)
        catalog = read_catalog(connection)
        check_rights(connection, catalog)
        if not append:
            refuse_rows(connection, catalog)
        volumes = {catalog.table(name).name: number for name, number in (tables or {}).items()}
        asked_for = Asked(rows, volumes, counted(connection, catalog) if append else {})
        with all_or_nothing(connection):
            filling = Filling(connection, rows, seed, progress or _silent, volumes)
            if append:
                (filling.since,) = connection.execute("SELECT pg_current_xact_id()::xid::text").fetchone() or (None,)
            return _Run(filling, path, asked_for).everything(_models(filling, path, catalog))


def seed_tables(
    connection: psycopg.Connection[Any], volumes: Mapping[str, int], seed: int, progress: Progress | None = None
) -> AutoReport:
    """Fill these tables, by their names for people, each with so many rows; others are left as they are."""
    path = read_path(connection)
    catalog = read_catalog(connection)
    wanted = {catalog.table(name).name: rows for name, rows in volumes.items() if rows > 0}
    filling = Filling(connection, 1, seed, progress or _silent, wanted)
    models = [model for model in _models(filling, path, catalog) if model.name in wanted] if wanted else []
    return _Run(filling, path).everything(models)


def _silent(_: str, __: int, ___: int) -> None:
    """Say nothing of the progress."""


def _models(filling: Filling, path: SearchPath, catalog: Catalog) -> list[Model]:
    if not catalog.base_tables:
        raise SeedError("the database has no tables; build the schema first")
    connection = filling.connection
    facts = read_facts(connection)
    facts = replace(facts, types={key: probed(connection, kind) for key, kind in facts.types.items()})
    constant = _Constants(connection)
    models = []
    for table in catalog.base_tables:
        path.take(connection, table.name.schema)
        models.append(asked(connection, model_of(catalog, facts, table, constant), filling.seed))
    return softened(catalog, models)


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
    path: SearchPath
    asked: Asked | None = None  # None: every table's number of rows is known
    tables: dict[str, int] = field(default_factory=dict)
    refused: dict[Name, Refusal] = field(default_factory=dict)
    short: dict[str, Refusal] = field(default_factory=dict)

    def everything(self, models: Iterable[Model]) -> AutoReport:
        """All groups of tables, then the references that had to wait."""
        models = tuple(models)
        plan = itinerary(models)
        sized = self._sized([step.model for group in plan.groups for step in group])
        self.refused.update(plan.refused)
        for group in plan.groups:
            self._group([self._with_targets(step, models) for step in group])
        for step in (step for group in plan.groups for step in group if step.model.name not in self.refused):
            self._second(step)
        self._gone([step.model.name for group in plan.groups for step in group])
        refused = {str(name): refusal for name, refusal in self.refused.items()}
        return AutoReport(
            self.tables, refused, self.short, {name: why for name, why in sized.items() if name in self.tables}
        )

    def _gone(self, names: Sequence[Name]) -> None:
        """Rows that were taken and are not there: a trigger deleted them, perhaps at the end of a statement."""
        filled = [name for name in names if self.tables.get(str(name))]
        counted = [sql.SQL("(SELECT count(*) FROM {})").format(identifier(name)) for name in filled]
        query = sql.SQL("SELECT ARRAY[{}]::int8[]").format(sql.SQL(", ").join(counted))
        (there,) = self.filling.connection.execute(query).fetchone() or ([],)
        for name, rows in zip(filled, there, strict=True):
            told = Refusal("", "rows that were taken are gone again: a trigger deletes them")
            if rows == 0:
                del self.tables[str(name)]
                self.short.pop(str(name), None)
                self.refused[name] = told
            elif rows < self.tables[str(name)]:
                self.tables[str(name)] = rows
                self.short[str(name)] = told

    def _sized(self, models: Sequence[Model]) -> dict[str, str]:
        """Give each table its number of rows; why it is another than the one that was asked for."""
        if self.asked is None:
            return {}
        found = sizes(models, self.asked)
        self.filling.volumes = {name: size.rows for name, size in found.items()}
        return {str(name): size.why for name, size in found.items() if size.why}

    def _with_targets(self, step: Step, models: Iterable[Model]) -> Step:
        wanted = {link.target for link in step.promised}
        return Step(step.model, step.later, step.promised, {m.name: m for m in models if m.name in wanted})

    def _group(self, steps: list[Step]) -> None:
        """Tables that refer to each other are filled together or not at all."""
        try:
            with self._transaction(steps[0].model):
                for step in steps:
                    self.path.take(self.filling.connection, step.model.name.schema)
                    self._table(step, deferred=len(steps) > 1)
                self.filling.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.Error as error:
            if self.filling.connection.closed:
                raise
            for step in steps:
                self._refuse(step, complaint(error))

    @contextmanager
    def _transaction(self, model: Model) -> Iterator[None]:
        with self.filling.connection.transaction():
            self.path.take(self.filling.connection, model.name.schema)
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
        if outcome.rows == 0 and outcome.there == 0:
            self._refuse(step, outcome.obstacle or Refusal("", "no row was accepted"))
            return
        self.tables[name] = outcome.rows
        if outcome.obstacle is not None and outcome.rows < self.filling.rows:
            self.short[name] = outcome.obstacle

    def _refuse(self, step: Step, refusal: Refusal) -> None:
        self.tables.pop(str(step.model.name), None)
        self.short.pop(str(step.model.name), None)
        self.refused[step.model.name] = refusal

    def _second(self, step: Step) -> None:
        for link in step.later:
            try:
                with self._transaction(step.model):
                    said = complete(self.filling, step.model, link)
            except psycopg.Error as error:
                said = complaint(error)
            if said is not None:
                self.short.setdefault(str(step.model.name), said)
