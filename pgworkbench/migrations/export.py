"""Export: the difference between the last exported state and the design, as new files that were proven first.

The last exported state is what the files make of an empty scratch database. Every step is executed on another one,
there and back, before it is rendered; what is rendered is proven before anything is written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pgworkbench.errors import ContentError, ProofError, RefusedError
from pgworkbench.migrations.asked import read_asked
from pgworkbench.migrations.chain import NAME, Chain, chain_of, check, read_chain
from pgworkbench.migrations.dbmate import render
from pgworkbench.migrations.describe import Told
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.fills import Backfills
from pgworkbench.migrations.making import Making, versions
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.prove import Load, Proof, prove, prove_on_old_rows, roles_made
from pgworkbench.migrations.rebuild import advised, disorders
from pgworkbench.migrations.renames import rename_all, rename_step
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.structure import shown, structure, structure_again
from pgworkbench.migrations.trial import converge
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query


@dataclass(frozen=True, slots=True)
class Request:
    """What to export: the design built in `design`, into `folder`, under `name`, as of `now`.

    `groups` maps tables to domains, whose order is `domains`; `reasons` says why an index is there, by its name;
    `load` fills the database of the proof, once the first `loaded_after` files are applied (all, unless said).
    Without `phases` all is one step, for a database that nobody uses meanwhile.
    `renames` are wishes as `--rename` takes them; what was asked for is a file of its own, before all others.
    `backfills` say what rows that are there get in a column that is new, or not null from now on.
    `rebuild` makes tables anew, a file each, whose columns do not stand as in the design.
    `tell` is handed what the designer should know before the files are used: renames that look likely, such tables.
    """

    folder: Path
    design: Database
    name: str
    now: datetime
    groups: Mapping[str, str] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    queries: Sequence[Query] = ()
    purpose: str = ""
    load: Load | None = None
    loaded_after: int | None = None
    allow_lossy: bool = False
    rebaseline: bool = False
    renames: tuple[str, ...] = ()
    phases: bool = True
    rebuild: bool = False
    backfills: Backfills = field(default_factory=dict)
    tell: Callable[[str], None] = lambda _: None

    @property
    def server(self) -> Server:
        """Where the work is done."""
        return self.design.server

    @property
    def grouping(self) -> Grouping:
        """Domains of tables, in order."""
        return Grouping(self.groups, self.domains)


@dataclass(frozen=True, slots=True)
class Export:
    """The new files and their proof; no files if the design is what was exported last.

    `hints` tell of what looks like a rename and was not asked for, and of columns that stand in another order.
    """

    files: tuple[File, ...] = ()
    proof: Proof | None = None
    paths: tuple[Path, ...] = ()
    hints: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.files:
            return "no difference: the design is what was exported last"
        return f"{len(self.files)} new: {', '.join(file.name for file in self.files)}"


def export(request: Request) -> Export:
    """Write the files that lead from the last export to the design, all or none.

    RefusedError if something cannot be done, or loses data without `allow_lossy`; ContentError if an old file was
    touched; ProofError if a file does not do what it says. In each case nothing is written.
    """
    old = _former(request)
    hints: list[str] = []
    new = plan_files(replace(request, tell=hints.append), old)
    if not new:
        return Export(hints=tuple(dict.fromkeys(hints)))
    proof = prove(request.server, (*old, *new), request.load, loaded_after=request.loaded_after)
    if old and request.load is not None:
        proof = proof.and_on_old_rows(prove_on_old_rows(request.server, old, new, request.load))
    return Export(new, proof, _write(request, old, new), tuple(dict.fromkeys(hints)))


def _former(request: Request) -> tuple[File, ...]:
    if request.rebaseline:
        chain = read_chain(request.folder)
        if chain is not None and chain.released:
            raise ContentError(
                request.folder / NAME, None, "these files were released: export adds to them from now on"
            )
        return ()
    old = read_files(request.folder)
    check(request.folder, old)
    return old


def plan_files(request: Request, old: Sequence[File], draft: str = "") -> tuple[File, ...]:
    """The new files, executed there and back on scratch databases but not proven yet; none if nothing differs.

    `draft` is SQL that is run on the last export first: files are made as if it had left things so.
    """
    roles = tuple(dict.fromkeys([*roles_made(old), *request.design.roles]))
    with request.server.scratch("last export", roles=roles) as database:
        for file in old:
            try:
                run(database, file, Way.UP)
            except FailedError as failed:
                raise ProofError("the exported files, replayed", str(failed)) from None
        if draft:
            with database.connect(autocommit=True) as connection:
                connection.execute(database.localise(draft).encode())
        return files_between(request, database, read_state(database, roles_made(old)), old)


def files_between(request: Request, last: Database, before: State, old: Sequence[File] = ()) -> tuple[File, ...]:
    """The files from a database of ours (copied, not touched) in state `before` to the design; `old` files made it."""
    if request.renames:
        return _renamed_first(request, last, before, old)
    design = read_state(request.design)
    after = _wanted(request, last, before, design)
    return () if after is None else Making(request, last, before, after, design).files(old)


def _renamed_first(request: Request, last: Database, before: State, old: Sequence[File]) -> tuple[File, ...]:
    wishes = [read_asked(text) for text in request.renames]
    with request.server.clone(last, "renamed") as copy:
        step = rename_step(rename_all(copy, wishes, before, read_state(request.design)), request.grouping, before)
        state = read_state(copy, before.roles)
        told = Told(request.reasons, purpose=request.purpose)
        (version,) = versions(request.now, old, 1)
        first = render(step, version, (before.catalog, state.catalog), told)
        return (first, *files_between(replace(request, renames=()), copy, state, (*old, first)))


def _wanted(request: Request, last: Database, before: State, target: State) -> State | None:
    """What the design becomes once files have made it; None if that is what there is already."""
    with request.server.clone(last, "wanted") as copy:
        after = converge(copy, target, before.roles)
        if after.values == before.values:
            others = disorders(after.catalog, target.catalog)
            if others and request.rebuild:
                return after
            for words in advised(others):
                request.tell(words)
            return None
        made = structure(copy)
    if made != structure(request.design):
        found = shown(structure_again(request.design), made)
        if found:
            raise RefusedError([f"the difference does not lead to the design:\n{found}"])
    return after


def _write(request: Request, old: Sequence[File], new: Sequence[File]) -> tuple[Path, ...]:
    """Into a temporary folder beside, then moved; the chain last."""
    folder = request.folder
    folder.mkdir(parents=True, exist_ok=True)
    chain = chain_of((*old, *new))
    obsolete = [path for path in folder.glob("*.sql") if request.rebaseline]
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as made:
        staged = Path(made)
        for file in new:
            (staged / file.name).write_text(file.text, encoding="utf-8")
        (staged / NAME).write_text(_kept_release(folder, chain).text(), encoding="utf-8")
        moved: list[Path] = []
        try:
            for path in obsolete:
                path.unlink()
            for name in [*(file.name for file in new), NAME]:
                (staged / name).replace(folder / name)
                moved.append(folder / name)
        except OSError:
            for path in moved:
                if path.name != NAME:
                    path.unlink(missing_ok=True)
            raise
    return tuple(folder / file.name for file in new)


def _kept_release(folder: Path, chain: Chain) -> Chain:
    former = read_chain(folder) if os.path.exists(folder / NAME) else None  # noqa: PTH110
    return replace(chain, released=former.released) if former is not None else chain
