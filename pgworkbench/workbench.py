"""The one place where the verbs meet: what notebooks and the CLI call. One method a verb, and tables for people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pgworkbench import display, documents
from pgworkbench.catalog import Catalog
from pgworkbench.errors import UnknownNameError
from pgworkbench.server import URL_VARIABLE, Examination
from pgworkbench.session import Progress, catalog_of, examine_here, silent
from pgworkbench.tables import Tables
from pgworkbench.workload import Workload, check_workload

if TYPE_CHECKING:  # a verb is loaded when it is called, so that the others stay quick
    from pgworkbench.bench import Choice, Run
    from pgworkbench.diagram import Diagram
    from pgworkbench.migrations import Export, File, Proof
    from pgworkbench.notebooks import Page
    from pgworkbench.pictures import Look
    from pgworkbench.review import Review
    from pgworkbench.reviews import ReviewOptions
    from pgworkbench.seeding import Deviation, Manifest


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export: where to (default: schema/migrations/), as of when, why, and proven with which profile's rows.

    `rebaseline` writes the whole set anew, which only an unreleased design may; `allow_lossy` lets rows go for good.
    """

    folder: Path | None = None
    now: datetime | None = None
    purpose: str = ""
    profile: str = "tiny"
    allow_lossy: bool = False
    rebaseline: bool = False


class Workbench(Tables):
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
        from pgworkbench.review import Subject
        from pgworkbench.reviews import ReviewOptions, judged

        project, asked = self.project, options or ReviewOptions(only)
        tables = None if domain is None else project.domain(domain).tables
        self.check_workload()
        database = self.design() if asked.rows is None else self.volumes(asked.rows)
        with database.connect(autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = on")
            rows = None if asked.rows is None else connection
            subject = Subject(
                catalog_of(database), project.brief, project.workload, rows, claims=project.claims, roles=database.roles
            )
            found = judged(subject, asked, self.root)
        return found if tables is None else found.within(tables)

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
        self, domain: str | None = None, *, profile: str, budget: int | None = None, seconds: float = float("inf")
    ) -> Choice:
        """The best set of indexes for the design's queries, or a domain's, beside the one that the design declares.

        `budget` is the most bytes that indexes which are no rule may take; None: what they take now, or a third of the
        tables' if that is more.
        """
        from pgworkbench.bench import BenchOptions, ChooseOptions, choose

        project = self.project
        self.check_workload()
        labels = {"design": project.fingerprint, "profile": profile, "seed": str(project.brief.seed)}
        measure = BenchOptions(
            seconds=seconds, labels=labels, progress=lambda at: self.progress(at.query, at.done, at.total)
        )
        return choose(self.volumes(profile), self._workload(domain), ChooseOptions(budget, measure=measure))

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

    def export(self, name: str, options: ExportOptions = ExportOptions()) -> Export:
        """The difference between the last exported state and the design, as new files that were proven first."""
        from pgworkbench.migrations import Request, export

        project = self.project
        request = Request(
            folder=options.folder or self.root / "schema" / "migrations",
            design=self.design(),
            name=name,
            now=options.now or datetime.now(UTC),
            groups=project.groups,
            domains=tuple(domain.name for domain in project.domains),
            reasons=project.reasons,
            queries=project.workload.queries,
            purpose=options.purpose,
            load=lambda made: self.fill(made, options.profile),
            allow_lossy=options.allow_lossy,
            rebaseline=options.rebaseline,
        )
        return export(request)

    def baseline(self) -> Export:
        """The whole set for an empty database, proven and written to build/migrations/."""
        options = ExportOptions(self.build / "migrations", self.project.brief.as_of, rebaseline=True)
        return self.export("baseline", options)

    def prove(self, profile: str = "tiny", folder: Path | None = None) -> tuple[Proof, ...]:
        """The exported files on a profile's rows: up, up again, down, up; on this server and every other major here."""
        from pgworkbench.migrations import prove

        files = self.migrations(folder)
        return tuple(prove(server, files, lambda made: self.fill(made, profile)) for server in self.majors())

    def migrations(self, folder: Path | None = None) -> tuple[File, ...]:
        """The exported files, in order."""
        from pgworkbench.migrations import read_files

        return read_files(folder or self.root / "schema" / "migrations")

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
