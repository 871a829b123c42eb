"""The one place where the verbs meet: what notebooks and the CLI call. One method a verb, and tables for people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pgworkbench import display, documents
from pgworkbench.catalog import Catalog
from pgworkbench.errors import RefusedError, UnknownNameError
from pgworkbench.migrating import ExportOptions, Migrating
from pgworkbench.server import URL_VARIABLE, Database, Examination
from pgworkbench.session import Progress, catalog_of, examine_here, silent
from pgworkbench.workload import Workload, check_workload

if TYPE_CHECKING:  # a verb is loaded when it is called, so that the others stay quick
    from pgworkbench.bench import Choice, Run, Wider
    from pgworkbench.diagram import Diagram
    from pgworkbench.notebooks import Page
    from pgworkbench.operations import Machine
    from pgworkbench.pictures import Look
    from pgworkbench.review import Review
    from pgworkbench.reviews import ReviewOptions
    from pgworkbench.seeding import Deviation, Manifest
    from pgworkbench.seeding.measure import Measured


__all__ = ["ExportOptions", "Workbench"]

_YEARS = 5  # that growth is told for


class Workbench(Migrating):
    """A design, and everything that can be done with it."""

    def __init__(self, start: Path | None = None, *, url: str | None = None, progress: Progress = silent) -> None:
        super().__init__(start, url=url, progress=progress)
        display.install()

    def doctor(self) -> Examination:
        """Which PostgreSQL would be used and why, what was passed over, what is missing."""
        return examine_here(self.root, self.options.url)

    def review(
        self, domain: str | None = None, only: Collection[str] = (), options: ReviewOptions | None = None
    ) -> Review:
        """What a reviewer says of the design, or of one domain; `only` these rules or categories."""
        from pgworkbench.reviews import ReviewOptions

        asked = options or ReviewOptions(only)
        self.check_workload()
        return self._judged(self.design() if asked.rows is None else self.volumes(asked.rows), domain, asked)

    def review_draft(self, domain: str, sql: str) -> Review:
        """The same of a domain as a draft had it: `sql` unmakes what came later, on a copy that is dropped."""
        from pgworkbench.reviews import ReviewOptions

        with self._drafted(self.design(), sql) as draft:
            return self._judged(draft, domain, ReviewOptions())

    def _judged(self, database: Database, domain: str | None, asked: ReviewOptions) -> Review:
        from pgworkbench.review import Subject
        from pgworkbench.reviews import judged

        project = self.project
        with database.connect(autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = on")
            rows = None if asked.rows is None else connection
            subject = Subject(
                catalog_of(database), project.brief, project.workload, rows, claims=project.claims, roles=database.roles
            )
            found = judged(subject, asked, self.root)
        return found if domain is None else found.within(project.domain(domain).tables)

    def review_migrations(self, paths: Sequence[Path] = (), options: ReviewOptions | None = None) -> Review:
        """What a reviewer says of migration files or folders of them (none: the exported ones), before they are run."""
        from pgworkbench.reviews import ReviewOptions, migrations_judged

        return migrations_judged(paths or [self.root / "schema" / "migrations"], options or ReviewOptions(), self.root)

    def diagram(self, domain: str | None = None, *, table: str | None = None, look: Look | None = None) -> Diagram:
        """The picture of everything, of one domain with its neighbours, or of one table with its neighbours."""
        from pgworkbench.pictures import drawn

        name = None if domain is None else self.project.domain(domain).name
        return drawn(self.catalog(), self.project.groups, name, table, self._looked(look))

    def diagrams(self, look: Look | None = None) -> dict[str, Diagram]:
        """Everything, and each domain, by the name of its file."""
        from pgworkbench.pictures import all_drawn

        return all_drawn(self.catalog(), self.project.groups, self._looked(look))

    def seed(self, profile: str) -> Manifest:
        """Make a profile's rows, if they are not there yet, and say what was made."""
        return self.seeded(profile)[1]

    def verify(self, profile: str) -> tuple[Deviation, ...]:
        """Everything in which a profile's rows are not the ones that the seeds promise; empty if they are."""
        from pgworkbench.seeding import verify

        database, manifest = self.seeded(profile)
        return verify(database, self.project.plans, manifest)

    def measure_loads(self, table: str, profile: str = "small") -> Measured:
        """How fast a table's rows are loaded, beside other ways of loading the same ones, taken in turn."""
        from pgworkbench.seeding.measure import LoadOrder, measure_loads

        project = self.project
        if table not in project.groups:
            raise UnknownNameError("table", table, project.groups)
        order = LoadOrder(table, project.brief.volumes(profile), project.brief.seed, project.brief.as_of, rounds=5)
        with self.server.clone(self.design(), "measure") as database:
            return measure_loads(database, project.plans, order)

    def bench(
        self, domain: str | None = None, *, profile: str, queries: Collection[str] = (), seconds: float = float("inf")
    ) -> Run:
        """The queries of the design, a domain, or these names: with each index that claims to serve it, and without."""
        from pgworkbench.bench import BenchOptions, bench

        project = self.project
        workload = self._workload(domain)
        self.check_workload()
        if queries:
            workload = Workload(tuple(workload.query(name) for name in queries))
        labels = {"design": project.fingerprint, "profile": profile, "seed": str(project.brief.seed)}
        options = BenchOptions(
            claims=project.claims,
            seconds=seconds,
            labels=labels,
            progress=lambda at: self.progress(f"measuring {at.query}", at.done, at.total),
        )
        with self.server.clone(self.volumes(profile), "bench") as database:
            return bench(database, workload, catalog_of(database), options)

    def choose(
        self,
        domain: str | None = None,
        *,
        profile: str,
        budget: int | None = None,
        seconds: float = float("inf"),
        wider: Wider | None = None,
    ) -> Choice:
        """The best set of indexes for the design's queries, or a domain's, beside the one that the design declares.

        `budget` is the most bytes that indexes which are no rule may take; None: what they take now, or a third of the
        tables' if that is more. `wider` says what else to advise; its growth is told to the brief's rows in five years.
        Indexes are proposed for removal for the whole design only: what one domain does not use, another may.
        """
        from pgworkbench.bench import BenchOptions, ChooseOptions, Wider, choose

        project = self.project
        self.check_workload()
        labels = {"design": project.fingerprint, "profile": profile, "seed": str(project.brief.seed)}
        measure = BenchOptions(
            seconds=seconds, labels=labels, progress=lambda at: self.progress(str(at), at.done, at.total)
        )
        asked = self._grown(wider or Wider())
        options = ChooseOptions(budget, measure=measure, wider=asked, whole=domain is None)
        return choose(self.volumes(profile), self._workload(domain), options)

    def record_choice(self, choice: Choice, name: str, *, docs: bool = False) -> Path:
        """Write a choice to build/benchmarks/lab/<name>/, or to docs/benchmarks/lab/<name>/, where it is kept."""
        from pgworkbench.bench import Asked, ChooseOptions, record_choice

        domain = None if name == self.project.brief.name else name
        base = self.root / "docs" if docs else self.build
        asked = Asked.of(self._workload(domain), ChooseOptions(choice.budget))
        return record_choice(choice, asked, base / "benchmarks" / "lab" / name)

    def _grown(self, wider: Wider) -> Wider:
        """With the rows that the brief expects in five years, where growth is asked for without a size."""
        if wider.growth is None or wider.growth.largest is not None:
            return wider
        expected = {
            name: float(table.production * (1 + (table.growth or 0.0)) ** (_YEARS - 1))
            for name, table in self.project.brief.tables.items()
            if table.production is not None
        }
        told = f"in {_YEARS} years, by the brief"
        return replace(wider, growth=replace(wider.growth, rows=expected, told=told))

    def compare(self, name: str) -> Run:
        """The variants of `schema/variants/<name>/`: the same rows and queries in each, interleaved."""
        from pgworkbench.bench import CompareOptions, compare, read_variants

        folder = self.root / "schema" / "variants"
        known = sorted(path.name for path in folder.glob("*") if path.is_dir())
        if name not in known:
            raise UnknownNameError("comparison", name, known)
        return compare(self.server, read_variants(folder / name), CompareOptions(labels={"comparison": name}))

    def record(self, run: Run, name: str, *, docs: bool = False) -> Path:
        """Write a run to build/benchmarks/<name>/, or to docs/benchmarks/<name>/, where it is kept."""
        from pgworkbench.bench import record

        base = self.root / "docs" if docs else self.build
        return record(run, base / "benchmarks" / name)

    def recorded(self, name: str) -> Run:
        """The run of that name in docs/benchmarks/."""
        from pgworkbench.bench import read_run

        folder = self.root / "docs" / "benchmarks"
        known = sorted(path.parent.name for path in folder.glob("*/manifest.json"))
        if name not in known:
            raise UnknownNameError("recorded run", name, known)
        return read_run(folder / name)

    def recorded_choice(self, name: str | None = None) -> Choice:
        """The choice of indexes in docs/benchmarks/lab/<name>/; without a name, the one for the whole design."""
        from pgworkbench.bench import read_choice

        folder = self.root / "docs" / "benchmarks" / "lab"
        known = sorted(path.parent.name for path in folder.glob("*/manifest.json"))
        wanted = name or self.project.brief.name
        if wanted not in known:
            raise UnknownNameError("recorded choice", wanted, known)
        return read_choice(folder / wanted).choice

    def docs(self) -> tuple[Path, ...]:
        """Write diagrams, data dictionary and the page of rules to docs/."""
        return documents.write(documents.documents(self.project, self.catalog()), self.root / "docs")

    def site(self, folder: Path | None = None) -> tuple[Path, ...]:
        """Write the site, which opens from a folder, to build/site/: what docs/ says and all that hangs together."""
        from pgworkbench.site import build_site
        from pgworkbench.sitecontent import design_content

        content = design_content(self.project, self.catalog(), self.review(), files=self.migrations())
        return build_site(content, folder or self.build / "site")

    def stale_docs(self) -> tuple[str, ...]:
        """The generated documents in docs/ that are not as they would be made now."""
        return documents.stale(documents.documents(self.project, self.catalog()), self.root / "docs")

    def operate(self, profile: str = "small", machine: Machine | None = None) -> tuple[Path, ...]:
        """Write what production needs to build/operations/: measured on copies of a profile's rows, else by rule."""
        from pgworkbench.drills import evidence_of
        from pgworkbench.operations import Machine, Operation, operate
        from pgworkbench.review import Subject

        catalog, project = self.catalog(profile), self.project
        evidence = evidence_of(self, profile)
        tenant = Subject(catalog, project.brief, project.workload).tenant
        operation = Operation(catalog, project.brief, project.workload, machine or Machine(), evidence, tenant)
        return operate(operation, self.build / "operations")

    def drill(self, name: str, profile: str = "tiny") -> tuple[str, ...]:
        """One drill of production on a real server, in sentences; ProofError if it shows what must not be."""
        from pgworkbench.drills import drill

        return drill(self, name, profile)

    def distribute(self) -> tuple[tuple[Path, ...], tuple[str, ...]]:
        """Write build/distribution/ for Citus, by rules and not run; the files, and what stands in the way."""
        from pgworkbench.operations import citus_page, citus_script, distribute
        from pgworkbench.review import Subject

        tenant = Subject(self.catalog()).tenant
        if tenant is None:
            raise RefusedError(["no column says whose row it is, and rows are distributed by it"])
        plan = distribute(self.catalog(), tenant)
        texts = {"citus.sql": citus_script(plan), "citus.md": citus_page(plan)}
        made = documents.write(texts, self.build / "distribution")
        return made, tuple(str(each) for each in plan.refused if each.blocks)

    def run(self, profile: str, parts: Collection[str] = ()) -> tuple[Page, ...]:
        """Execute the notebooks whose names hold one of `parts` (none: all) into build/notebooks/, two at a time."""
        from pgworkbench.notebooks import Order, execute_all

        known = self.notebooks
        for part in parts:
            if not any(part in name for name in known):
                raise UnknownNameError("notebook", part, known)
        chosen = [path for name, path in known.items() if not parts or any(part in name for part in parts)]
        self.volumes(profile)  # once, before two kernels ask for it
        environment = {URL_VARIABLE: self.options.url} if self.options.url else {}
        order = Order(self.build / "notebooks", {"profile": profile}, environment, self.progress)
        return execute_all(chosen, order, workers=2)

    def clean(self) -> tuple[str, ...]:
        """Drop every database that the workbench made on its server; their names."""
        names = tuple(each.name for each in self.server.databases() if each.owned)
        for name in names:
            self.server.drop(name)
        return names

    def _looked(self, look: Look | None) -> Look | None:
        """With the catalog of the earlier state that `look` names."""
        from pgworkbench.states import catalog_in

        if look is None or look.since is None or isinstance(look.since, Catalog):
            return look
        return replace(look, since=catalog_in(self.server, look.since))

    def check_workload(self) -> None:
        """ContentError, with file and line, for the first query that the design's server does not understand."""
        database = self.design()
        with database.connect(autocommit=True) as connection:
            mistakes = check_workload(connection, self.project.workload, database.roles)
        if mistakes:
            raise mistakes[0]
