"""A session on a design: its project as it stands on disk, a server when one is first needed, and what is kept there.

The empty design and each profile's rows are slow to make, so they are kept under a fingerprint of what makes them.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.errors import WorkbenchError
from pgworkbench.project import Project, find_root, load_project
from pgworkbench.server import Database, Examination, Server, ServerOptions, examine, installations, open_server

if TYPE_CHECKING:  # seeding is loaded when rows are made, so that other verbs stay quick
    from pgworkbench.seeding import Deviation, Manifest
    from pgworkbench.seeding.crew import Crew

Progress = Callable[[str, int, int], None]  # what, done, of how many


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Session:
    """The design at or above `start`, with the server that `url` or the environment leads to.

    Use it in a `with`, or leave it to the end of the process. Databases that it hands out are kept for others: they
    are read, not written.
    """

    def __init__(self, start: Path | None = None, *, url: str | None = None, progress: Progress = silent) -> None:
        self.root = find_root(start)
        self.build = self.root / "build"
        self.options = ServerOptions.from_environment(self.root / ".pgworkbench", url)
        self.progress = progress
        self._stack = ExitStack()
        self._server: Server | None = None
        self._loaded: tuple[object, Project] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the server; the last session to leave stops it."""
        self._server = None
        self._stack.close()

    @property
    def project(self) -> Project:
        """The design as it stands on disk now."""
        stand = _stand(self.root)
        if self._loaded is None or self._loaded[0] != stand:
            self._loaded = stand, load_project(self.root)
        return self._loaded[1]

    @property
    def server(self) -> Server:
        """The server that this session works on."""
        if self._server is None:
            self._server = self._stack.enter_context(open_server(self.options))
            atexit.register(self.close)  # a notebook has no end of a `with`
        return self._server

    @property
    def notebooks(self) -> dict[str, Path]:
        """The notebooks by name, in the order of their numbers."""
        return {path.stem: path for path in sorted((self.root / "notebooks").glob("*.ipynb"))}

    def majors(self) -> Iterator[Server]:
        """This session's server, and one of each other major that this machine has; each while it is looked at."""
        yield self.server
        seen = {self.server.major}
        for each in installations(self.options.bindir):
            if each.usable and each.major not in seen:
                seen.add(each.major)
                with open_server(replace(self.options, url=None, bindir=each.bindir)) as server:
                    yield server

    # ---- databases ------------------------------------------------------------------------------------------------

    def design(self) -> Database:
        """The design without rows, built once for each state of its models."""
        project = self.project
        return self.server.kept("design", project.fingerprint, lambda made: build(project, made), roles=project.roles)

    def volumes(self, profile: str) -> Database:
        """The design with a profile's rows, made once for each state of models, seeds and brief."""
        return self.seeded(profile)[0]

    def catalog(self, profile: str | None = None) -> Catalog:
        """What the design contains; with a `profile`, also how many rows and bytes."""
        return catalog_of(self.design() if profile is None else self.volumes(profile))

    def seeded(self, profile: str, crew: Crew | None = None) -> tuple[Database, Manifest]:
        """A profile's rows, and the manifest that says what they are; made by a crew of workers, if one is given."""
        project = self.project

        def make(made: Database) -> Manifest:
            build(project, made)
            return self.fill(made, profile, crew)

        fingerprint = f"{project.volume_fingerprint}-{project.brief.factor(profile):g}"
        return self._promised(f"volumes {profile}", fingerprint, make)

    def grown(self, profile: str, factor: float = 1.0, as_of: datetime | None = None) -> tuple[Database, Manifest]:
        """A profile's rows, topped up to `factor` times as many or as of a later day, and the new manifest.

        The profile's own database stays as it is: growth happens to a copy, which is kept as well.
        """
        from pgworkbench.seeding import Generation, top_up

        project, brief = self.project, self.project.brief
        if not 1 <= factor < float("inf"):
            raise WorkbenchError(f"rows grow to as many times as there are, 1 or more, not {factor:g}")
        ends = as_of or brief.as_of
        template, before = self.seeded(profile)
        volumes = brief.volumes(f"{brief.factor(profile) * factor:.17g}")

        def make(made: Database) -> Manifest:
            return top_up(made, project.plans, before, Generation(volumes, ends), self._loading)

        fingerprint = f"{project.volume_fingerprint}-{brief.factor(profile):g}-{factor:g}-{ends:%Y%m%dT%H%M%S}"
        return self._promised(f"grown {profile}", fingerprint, make, template)

    def deviations(self, database: Database, manifest: Manifest) -> tuple[Deviation, ...]:
        """Everything in which a database's rows are not the ones that its manifest promises."""
        from pgworkbench.seeding import verify

        return verify(database, self.project.plans, manifest)

    def _promised(
        self, label: str, fingerprint: str, make: Callable[[Database], Manifest], template: Database | None = None
    ) -> tuple[Database, Manifest]:
        """A kept database with its manifest, which stands in a file beside the server."""
        from pgworkbench.seeding import read_manifest

        path = self.root / ".pgworkbench" / "manifests" / f"{fingerprint}-{self.server.major}.json"

        def build_it(made: Database) -> None:
            manifest = make(made)
            path.parent.mkdir(parents=True, exist_ok=True)
            manifest.write(path)

        def kept() -> Database:
            return self.server.kept(label, fingerprint, build_it, roles=self.project.roles, template=template)

        database = kept()
        if not path.exists():  # made by another checkout on the same server: rows without a promise are made anew
            self.server.drop(database.name)
            database = kept()
        return database, read_manifest(path)

    def fill(self, database: Database, profile: str, crew: Crew | None = None) -> Manifest:
        """Make a profile's rows in a database that has the design's tables, all empty."""
        from pgworkbench.seeding import seed

        brief = self.project.brief
        return seed(
            database,
            self.project.plans,
            brief.volumes(profile),
            seed=brief.seed,
            as_of=brief.as_of,
            progress=self._loading,
            crew=crew,
        )

    def _loading(self, table: str, done: int, total: int) -> None:
        self.progress(f"rows of {table}", done, total)


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that is the workbench's own, whatever URL there is: the design's here or above, or else the user's."""
    try:
        state = find_root(None) / ".pgworkbench"
    except WorkbenchError:
        state = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pgworkbench"
    with open_server(replace(ServerOptions.from_environment(state), url=None)) as server:
        yield server


def examine_here(start: Path | None, url: str | None) -> Examination:
    """Which PostgreSQL would be used and why; with the design's extensions, where there is a design."""
    try:
        root = find_root(start)
    except WorkbenchError:
        with TemporaryDirectory(prefix="pgworkbench-") as elsewhere:  # a folder without a design is left as it is
            return examine(ServerOptions.from_environment(Path(elsewhere) / "state", url))
    wanted = load_project(root).metadata.info.get("extensions", ())
    return examine(ServerOptions.from_environment(root / ".pgworkbench", url), wanted)


def build(project: Project, database: Database) -> None:
    """Make the design in an empty database, as `metadata.create_all()` does."""
    with database.engine().begin() as connection:
        project.metadata.create_all(connection)


def catalog_of(database: Database) -> Catalog:
    """What a database of ours contains, with the design's own role names."""
    with database.connect() as connection:
        return read_catalog(connection, rename_roles={here: name for name, here in database.roles.items()})


def _stand(root: Path) -> tuple[tuple[str, int, int], ...]:
    """When each of the design's files was last written, and how long it is."""
    files = (path for folder in ("schema", "seeds") for path in (root / folder).rglob("*") if path.suffix != ".pyc")
    return tuple(sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.is_file()))
