"""A database of somebody else's, by URL: the verbs that need no design. Looked at, and written to by `seed` alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psycopg

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.errors import UnknownNameError, WorkbenchError
from pgworkbench.server import Server, ServerOptions, open_server
from pgworkbench.session import Progress, own_server, silent

if TYPE_CHECKING:  # a verb is loaded when it is called
    from pgworkbench.bench import Choice, Wider
    from pgworkbench.bench import Progress as BenchProgress
    from pgworkbench.brief import Brief
    from pgworkbench.diagram import Diagram
    from pgworkbench.migrations import Difference, Target, Wanted
    from pgworkbench.operations import Machine
    from pgworkbench.pictures import Look
    from pgworkbench.review import Review
    from pgworkbench.reviews import ReviewOptions
    from pgworkbench.seeding.auto import AutoReport
    from pgworkbench.workload import Workload


class Guest:
    """A session on the database that `url` names. Use it in a `with`."""

    def __init__(self, url: str, *, progress: Progress = silent) -> None:
        self.url, self.progress = url, progress
        self.build = Path("build")
        self._options = ServerOptions(Path(".pgworkbench"), url)  # a state folder that nothing is written to
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def server(self) -> Server:
        """Where the database is."""
        return self._stack.enter_context(open_server(self._options))

    def connect(self) -> psycopg.Connection[Any]:
        """A connection that refuses to write."""
        connection = self.server.connect()
        connection.execute("SET default_transaction_read_only = on")
        return connection

    @cached_property
    def catalog(self) -> Catalog:
        """What the database contains."""
        with self.connect() as connection:
            return read_catalog(connection)

    def review(
        self, domain: str | None = None, only: Collection[str] = (), options: ReviewOptions | None = None
    ) -> Review:
        """What a reviewer says of the database, or of one of its PostgreSQL schemas."""
        from pgworkbench.review import Subject
        from pgworkbench.reviews import ReviewOptions, judged

        asked = options or ReviewOptions(only)
        tables = None if domain is None else self._tables_of(domain)
        with self.connect() as connection:
            rows = None if asked.rows is None else connection
            found = judged(Subject(self.catalog, rows=rows), asked, Path.cwd(), foreign=True)
        return found if tables is None else found.within(tables)

    def diagram(self, domain: str | None = None, *, table: str | None = None, look: Look | None = None) -> Diagram:
        """The picture of everything, of a group that the foreign keys suggest, or of one table."""
        from pgworkbench.pictures import drawn

        return drawn(self.catalog, None, domain, table, self._looked(look))

    def diagrams(self, look: Look | None = None) -> dict[str, Diagram]:
        """Everything, and each group that the foreign keys suggest, by the name of its file."""
        from pgworkbench.pictures import all_drawn

        return all_drawn(self.catalog, None, self._looked(look))

    def choose(
        self,
        workload: Workload | None,
        budget: int | None = None,
        seconds: float = float("inf"),
        wider: Wider | None = None,
    ) -> Choice:
        """The best set of indexes for a workload (None: what pg_stat_statements tells), measured on a copy.

        `wider` says what else to advise (None: other words and statistics), and whether to tell how it grows.
        The copy is made on the workbench's own server, the one of the design here or above, or else of this user.
        Question and answer are recorded in build/benchmarks/lab/<database>/, so that it can be asked again.
        """
        from pgworkbench.bench import Asked, BenchOptions, ChooseOptions, Wider, advise, record_choice

        if wider is not None and wider.growth is not None and wider.growth.largest is None:
            raise WorkbenchError("no brief says how this database grows: name the rows, as in --grow-to 10000000")
        measure = BenchOptions(seconds=seconds, progress=self._measuring)
        options = ChooseOptions(budget, measure=measure, wider=wider or Wider())
        with own_server() as own:
            choice = advise(own, self.url, workload, options)
        if workload is not None:
            record_choice(
                choice, Asked.of(workload, options), self.build / "benchmarks" / "lab" / self.catalog.database
            )
        return choice

    def choose_again(self, folder: Path) -> tuple[str, ...]:
        """What a recorded question's answer is now, and what changed beyond noise."""
        from pgworkbench.bench import again, compare_choices, read_choice

        before = read_choice(folder).choice
        with own_server() as own:
            now = again(own, self.url, folder, self._measuring).choice
        return (str(now), *compare_choices(before, now))

    def _measuring(self, at: BenchProgress) -> None:
        self.progress(str(at), at.done, at.total)

    def seed(
        self, rows: int, seed: int, *, tables: Mapping[str, int] | None = None, append: bool = False
    ) -> AutoReport:
        """Fill every table with so many rows (`tables`: with others), from the catalog alone; this verb writes."""
        from pgworkbench.seeding.auto import seed_anything

        with self.server.connect() as connection:
            return seed_anything(connection, rows, seed, tables=tables, append=append, progress=self.progress)

    def site(self, folder: Path | None = None) -> tuple[Path, ...]:
        """Write the site of the database to build/site/."""
        from pgworkbench.site import build_site
        from pgworkbench.sitecontent import database_content

        return build_site(database_content(self.catalog, self.review()), folder or self.build / "site")

    def operate(
        self, asked: tuple[Workload, Brief | None] | None = None, machine: Machine | None = None
    ) -> tuple[Path, ...]:
        """Write what production needs to build/operations/: from the catalog, what reading alone can measure, and the
        queries and the brief that its user hands over.
        """
        from pgworkbench.operations import Evidence, Machine, Operation, operate
        from pgworkbench.operations.sizes import measure_sizes
        from pgworkbench.review import Subject
        from pgworkbench.workload import Workload

        with self.connect() as connection:
            sizes = measure_sizes(connection, self.catalog)
        workload, brief = asked or (Workload(), None)
        tenant = Subject(self.catalog, brief, workload).tenant
        operation = Operation(self.catalog, brief, workload, machine or Machine(), Evidence(sizes), tenant)
        return operate(operation, self.build / "operations")

    def _looked(self, look: Look | None) -> Look | None:
        """With the catalog of the earlier state that `look` names, built on a server of our own."""
        from pgworkbench.states import catalog_in

        if look is None or look.since is None or isinstance(look.since, Catalog):
            return look
        with own_server() as own:
            return replace(look, since=catalog_in(own, look.since))

    def _tables_of(self, schema: str) -> frozenset[str]:
        names = {table.name for table in self.catalog.tables}
        if schema not in {name.schema for name in names}:
            raise UnknownNameError("schema", schema, {name.schema for name in names})
        return frozenset(str(name) for name in names if name.schema == schema)


def differing(before: str, after: str, wanted: Wanted | None = None) -> Difference:
    """What leads from one state to another and back, of nobody's design: found and tried on a server of our own."""
    from pgworkbench.migrations import between

    with own_server() as own:
        return between(own, before, after, wanted)


@contextmanager
def targeted(url: str, folder: Path, table: str) -> Iterator[Target]:
    """Somebody's database and a folder of migrations, of nobody's design; replayed on a server of our own."""
    from pgworkbench.migrations import Target

    with own_server() as own:
        yield Target(url, folder, table, own)
