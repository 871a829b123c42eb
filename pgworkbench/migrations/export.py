"""Export: the difference between the last exported state and the design, as new files that were proven first.

The last exported state is what the files make of an empty scratch database. Every step is executed on another one,
there and back, before it is rendered; what is rendered is proven before anything is written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pgworkbench.errors import ContentError, ProofError, RefusedError
from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.asked import read_asked
from pgworkbench.migrations.chain import NAME, Chain, chain_of, check, read_chain
from pgworkbench.migrations.dbmate import render, touched
from pgworkbench.migrations.describe import Told
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.files import File, read_files, slug
from pgworkbench.migrations.keep import losses
from pgworkbench.migrations.moves import moved
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.prove import Load, Proof, prove, roles_made
from pgworkbench.migrations.renames import rename_all, rename_step
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.steps import Step, by_domain, by_phase
from pgworkbench.migrations.structure import shown, structure, structure_again
from pgworkbench.migrations.trial import attempt, converge, leftovers, perform
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query


@dataclass(frozen=True, slots=True)
class Request:
    """What to export: the design built in `design`, into `folder`, under `name`, as of `now`.

    `groups` maps tables to domains, whose order is `domains`; `reasons` says why an index is there, by its name;
    `load` fills the database of the proof, once the first `loaded_after` files are applied (all, unless said).
    `renames` are wishes as `--rename` takes them; what was asked for is a file of its own, before all others.
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
    """The new files and their proof; no files if the design is what was exported last."""

    files: tuple[File, ...] = ()
    proof: Proof | None = None
    paths: tuple[Path, ...] = ()

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
    new = plan_files(request, old)
    if not new:
        return Export()
    proof = prove(request.server, (*old, *new), request.load, loaded_after=request.loaded_after)
    return Export(new, proof, _write(request, old, new))


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


def plan_files(request: Request, old: Sequence[File]) -> tuple[File, ...]:
    """The new files, executed there and back on scratch databases but not proven yet; none if nothing differs."""
    roles = tuple(dict.fromkeys([*roles_made(old), *request.design.roles]))
    with request.server.scratch("last export", roles=roles) as database:
        for file in old:
            try:
                run(database, file, Way.UP)
            except FailedError as failed:
                raise ProofError("the exported files, replayed", str(failed)) from None
        return files_between(request, database, read_state(database, roles_made(old)), old)


def files_between(request: Request, last: Database, before: State, old: Sequence[File] = ()) -> tuple[File, ...]:
    """The files from a database of ours (copied, not touched) in state `before` to the design; `old` files made it."""
    if request.renames:
        return _renamed_first(request, last, before, old)
    after = _wanted(request, last, before)
    return () if after is None else _Making(request, last, before, after).files(old)


def _renamed_first(request: Request, last: Database, before: State, old: Sequence[File]) -> tuple[File, ...]:
    wishes = [read_asked(text) for text in request.renames]
    with request.server.clone(last, "renamed") as copy:
        step = rename_step(rename_all(copy, wishes, before, read_state(request.design)), request.grouping, before)
        state = read_state(copy, before.roles)
        told = Told(request.reasons, purpose=request.purpose)
        (version,) = _versions(request.now, old, 1)
        first = render(step, version, (before.catalog, state.catalog), told)
        return (first, *files_between(replace(request, renames=()), copy, state, (*old, first)))


def _wanted(request: Request, last: Database, before: State) -> State | None:
    """What the design becomes once files have made it; None if that is what there is already."""
    target = read_state(request.design)
    with request.server.clone(last, "wanted") as copy:
        after = converge(copy, target, before.roles)
        if after.values == before.values:
            return None
        made = structure(copy)
    if made != structure(request.design):
        found = shown(structure_again(request.design), made)
        if found:
            raise RefusedError([f"the difference does not lead to the design:\n{found}"])
    return after


@dataclass(slots=True)
class _Making:
    """Files in the making: each step is executed, and the state after it read."""

    request: Request
    database: Database
    before: State
    after: State

    def files(self, old: Sequence[File]) -> tuple[File, ...]:
        steps = self._steps(baseline=not self.before.catalog.base_tables)
        versions = _versions(self.request.now, old, len(steps))
        with self.request.server.clone(self.database, "steps") as copy:
            done, states = self._forward(copy, steps)
            whole = self._back(copy, done, states, versions)
        return tuple(
            render(step, version, (states[n].catalog, states[n + 1].catalog), told)
            for n, ((step, told), version) in enumerate(zip(whole, versions, strict=True))
        )

    def _steps(self, *, baseline: bool) -> tuple[Step, ...]:
        choices = Choices(self.request.grouping, concurrently=not baseline)
        plan = one_way(self.before.catalog, self.after.catalog, self.before.towards(self.after), choices)
        if plan.refused:
            raise RefusedError(plan.refused)
        if baseline and self.request.domains:
            return by_domain(plan.up, self.after.catalog, self.after.links, self.request.grouping)
        return by_phase(plan.up, slug(self.request.name), self.before.values)

    def _forward(self, copy: Database, steps: Sequence[Step]) -> tuple[list[Step], list[State]]:
        """Run each step; what PostgreSQL named or made otherwise is put right in the step that made it."""
        states, done = [self.before], []
        roles = set(self.before.roles)
        for number, step in enumerate(steps):
            order, failed = attempt(copy, step.operations)
            roles |= {o.address.last for o in order if o.address.kind is Kind.ROLE and o.verb is Verb.CREATE}
            roles -= {o.address.last for o in order if o.address.kind is Kind.ROLE and o.verb is Verb.DROP}
            state = read_state(copy, roles)
            more = leftovers(state, self.after, self.before if number == len(steps) - 1 else states[-1])
            if more or failed:
                order = (*order, *perform(copy, (*more, *(operation for operation, _ in failed))))
                state = read_state(copy, roles)
            others = tuple(item for item in step.up if not isinstance(item, Operation))
            done.append(
                replace(step, up=(*order, *others) if not step.slug.startswith("verify") else (*others, *order))
            )
            states.append(state)
        return done, states

    def _back(
        self, copy: Database, steps: Sequence[Step], states: Sequence[State], versions: Sequence[str]
    ) -> list[tuple[Step, Told]]:
        """Find the way back of each step, run it, and put keeping and putting back where they belong."""
        whole: list[tuple[Step, Told]] = []
        for number in reversed(range(len(steps))):
            step, later, former = steps[number], states[number + 1], states[number]
            choices = Choices(self.request.grouping, concurrently=step.concurrent)
            plan = one_way(later.catalog, former.catalog, later.towards(former), choices)
            if plan.refused:
                raise RefusedError(f"on the way back: {reason}" for reason in plan.refused)
            down = perform(copy, plan.up)
            again = read_state(copy, former.roles)
            more = one_way(again.catalog, former.catalog, again.towards(former), choices).up
            down = (*down, *perform(copy, more))
            whole.append(self._with_rows(replace(step, down=down), (former, later), versions[number]))
        return whole[::-1]

    def _with_rows(self, step: Step, states: tuple[State, State], version: str) -> tuple[Step, Told]:
        former, later = (state.catalog for state in states)
        ups = [item for item in step.up if isinstance(item, Operation)]
        downs = [item for item in step.down if isinstance(item, Operation)]
        going, lost_up = losses(ups, former, later, version)
        coming, lost_down = losses(downs, later, former, f"{version}_down")
        lost = (*(f"up: {words}" for words in lost_up), *(f"down: {words}" for words in lost_down))
        if lost and not self.request.allow_lossy:
            raise RefusedError(f"{words}; allow it with --allow-lossy" for words in lost)
        up = moved(step.up, going, coming)
        down = moved(step.down, coming, going)
        return replace(step, up=up, down=down), self._told(lost, later)

    def _told(self, lost: tuple[str, ...], catalog: object) -> Told:
        del catalog
        names = [table.name for table in self.after.catalog.tables]
        queries = [(query, touched(query.sql, names)) for query in self.request.queries]
        return Told(self.request.reasons, queries, self.request.purpose, lost)


def _versions(now: datetime, old: Sequence[File], count: int) -> list[str]:
    """Times for new files, one second apart, all after the last one that is there."""
    start = now.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    if old:
        last = datetime.strptime(old[-1].version, "%Y%m%d%H%M%S")  # noqa: DTZ007 - a name, in UTC as all of them
        start = max(start, last + timedelta(seconds=1))
    return [(start + timedelta(seconds=n)).strftime("%Y%m%d%H%M%S") for n in range(count)]


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
