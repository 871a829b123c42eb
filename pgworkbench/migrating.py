"""What a session does with migrations: differences become files that were proven, files are rehearsed and applied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pgworkbench.tables import Tables

if TYPE_CHECKING:  # a verb is loaded when it is called
    from pgworkbench.migrations import Difference, Export, File, Proof, Rehearsal, Request, Target, Wanted
    from pgworkbench.server import Database

DESIGN = "design"  # the word for the design as it stands, where a state is asked for


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export: where to (default: schema/migrations/), as of when, why, and proven with which profile's rows.

    `rebaseline` writes the whole set anew, which only an unreleased design may; `allow_lossy` lets rows go for good.
    `renames`: app.orders.total=amount, and so on. `rebuild`: tables are made anew for the order of their columns.
    """

    folder: Path | None = None
    now: datetime | None = None
    purpose: str = ""
    profile: str = "tiny"
    allow_lossy: bool = False
    rebaseline: bool = False
    renames: tuple[str, ...] = ()
    rebuild: bool = False


class Migrating(Tables):
    """A session whose design has migrations."""

    def export(self, name: str, options: ExportOptions = ExportOptions()) -> Export:
        """The difference between the last exported state and the design, as new files that were proven first."""
        from pgworkbench.migrations import export

        return export(self._request(name, options))

    def change(self, name: str, draft: str, profile: str = "tiny") -> tuple[tuple[File, ...], Rehearsal]:
        """The files that `export` would write had the last export left things as a draft, and their rehearsal.

        `draft` is SQL that unmakes what came later. It is run after the exported files, replayed, and on a copy with a
        profile's rows, where the new files are rehearsed; nothing is written.
        """
        from pgworkbench.migrations import plan_files, rehearse

        files = plan_files(self._request(name, ExportOptions()), self.migrations(), draft)
        with self._drafted(self.volumes(profile), draft) as loaded:
            return files, rehearse(self.server, loaded, files, self.project.workload)

    @contextmanager
    def _drafted(self, database: Database, draft: str) -> Iterator[Database]:
        with self.server.clone(database, "draft") as copy:
            with copy.connect(autocommit=True) as connection:
                connection.execute(copy.localise(draft).encode())
            yield copy

    def _request(self, name: str, options: ExportOptions) -> Request:
        from pgworkbench.migrations import Request

        project = self.project
        return Request(
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
            renames=options.renames,
            rebuild=options.rebuild,
            backfills=project.backfills,
        )

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

    def diff(self, before: str, after: str, wanted: Wanted | None = None) -> Difference:
        """What leads from one state to another and back: URLs (only read), SQL files, folders, or the word `design`."""
        from pgworkbench.migrations import between

        ends = [self.design() if end == DESIGN else end for end in (before, after)]
        return between(self.server, ends[0], ends[1], wanted)

    def target(self, url: str, folder: Path | None = None, table: str = "schema_migrations") -> Target:
        """Somebody's database, the files for it, and this session's server to replay them on."""
        from pgworkbench.migrations import Target

        return Target(url, folder or self.root / "schema" / "migrations", table, self.server)

    def rehearse(self, profile: str, last: int = 1, folder: Path | None = None) -> Rehearsal:
        """The last files on a profile's rows as they were before them, alone and while the workload runs."""
        from pgworkbench.migrations import Rehearsing, rehearse, taken_back

        files = self.migrations(folder)[-last:]
        with taken_back(self.server, self.volumes(profile), files) as before:
            return rehearse(self.server, before, files, self.project.workload, Rehearsing())

    def rehearse_copy(self, url: str, folder: Path | None = None) -> Rehearsal:
        """What waits on somebody's database, on a copy of it."""
        from pgworkbench.migrations import rehearse_copy

        return rehearse_copy(self.server, self.target(url, folder), self.project.workload)

    def convert(self, form: str, folder: Path | None = None, out: Path | None = None) -> tuple[Path, ...]:
        """The exported files in the form of another runner, written to build/migrations/<form>/ or to `out`."""
        from pgworkbench.migrations.formats import Format, write

        return write(self.migrations(folder), Format(form), out or self.build / "migrations" / form)
