"""What helps beside indexes: other words, statistics, kept sums, what is only said; and how all of it grows.

Asked once the indexes are chosen, on a copy that has them: what an index cures needs no other cure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import psycopg

from pgworkbench.bench.clone import cloned
from pgworkbench.bench.extended import Known, extended_statistics
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.grow import grow
from pgworkbench.bench.growth import Growth
from pgworkbench.bench.indexes import BenchOptions, Progress, sets_of
from pgworkbench.bench.kept import Kept, kept_sums
from pgworkbench.bench.measure import Session
from pgworkbench.bench.remarks import Remark, RemarkKind, remarks
from pgworkbench.bench.rewrites import Rewording, reword
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.thin import counted, thinned
from pgworkbench.bench.trial import Subject
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_SHARES = (0.25, 0.5, 1.0)  # of the rows: the sizes that growth is told from
_GROWING, _BESIDE = 0.35, 0.25  # of all the time: for growth, and for what else is asked beside indexes


@dataclass(frozen=True, slots=True)
class Growing:
    """Up to which rows growth is told: `rows` of tables by their text, or `largest`, the largest table's, with all
    others in proportion; `told` says when that is.
    """

    rows: Mapping[str, float] = field(default_factory=dict)
    largest: float | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Wider:
    """What to advise beside indexes."""

    words: bool = True
    statistics: bool = True
    growth: Growing | None = None
    kept: bool = True

    @property
    def share(self) -> float:
        """Of all the time."""
        return (_BESIDE if self.words or self.statistics or self.kept else 0.0) + (
            _GROWING if self.growth is not None else 0.0
        )


@dataclass(frozen=True, slots=True)
class Beyond:
    """What helps beside the chosen indexes, with what is gained; `notes` say what could not be asked."""

    rewordings: tuple[Rewording, ...] = ()
    statistics: tuple[Known, ...] = ()
    remarks: tuple[Remark, ...] = ()
    growth: Growth | None = None
    notes: tuple[str, ...] = ()
    complete: bool = True
    kept: tuple[Kept, ...] = ()

    def lines(self) -> Iterator[str]:
        """For a person."""
        for each in self.rewordings:
            took = f"{each.ms[0]:.3g} ms as written, {each.ms[1]:.3g} ms so"
            yield f"Reword {each.query}: {each.ratio} times as long as it is ({took}): {each.why}"
            yield f"    {' '.join(each.sql.split())};"
            yield from (f"    with {statement};" for statement in each.ddl)
        for known in self.statistics:
            yield f"Statistics for {known.query}: {known.ratio} times as long without them"
            yield from (f"    {statement};" for statement in known.ddl)
        for kept in self.kept:
            yield from kept.lines()
        yield from (f"{each.query}: {each.text}" for each in self.remarks)
        yield from self.growth.lines() if self.growth is not None else ()
        yield from self.notes


@dataclass(slots=True)
class _Asked:
    """What is asked, of which copy, and what was found so far."""

    base: Database
    workload: Workload
    growing: Growing
    options: BenchOptions
    rewordings: list[Rewording] = field(default_factory=list)
    statistics: list[Known] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    growth: Growth | None = None
    notes: list[str] = field(default_factory=list)
    complete: bool = True
    kept: list[Kept] = field(default_factory=list)

    def words(self, options: BenchOptions) -> None:
        """Other words, and what is only said."""
        for each in _remarked(self.base, self.workload, options):
            self.remarks.append(each)
        for rewording in reword(self.base, self.workload, options):
            self.rewordings.append(rewording)

    def know(self, options: BenchOptions) -> None:
        """Extended statistics."""
        for known in extended_statistics(self.base, self.workload, options):
            self.statistics.append(known)

    def keep(self, options: BenchOptions) -> None:
        """Kept sums; those that do not pay are a remark."""
        deadline = time.monotonic() + options.seconds
        for kept in kept_sums(self.base, self.workload, options, self.rewordings):
            if kept.pays:
                self.kept.append(kept)
            else:
                query = next(each.query for each in (*kept.reads, *kept.weak))
                self.remarks.append(Remark(query, RemarkKind.KEPT, f"kept sums do not pay: {kept.told}"))
        if time.monotonic() > deadline:
            self.notes.append("the time for kept sums ran out: there may be more that pay")

    def grow(self, options: BenchOptions) -> None:
        """How times and bytes grow."""
        self.growth = _grown(self.base, self.workload, self.growing, options)

    def whole(self) -> Beyond:
        """What was found so far."""
        found = tuple(self.rewordings), tuple(self.statistics), tuple(self.remarks)
        return Beyond(*found, self.growth, tuple(self.notes), self.complete, tuple(self.kept))


def beyond(
    database: Database, workload: Workload, ddl: tuple[str, ...], wider: Wider, options: BenchOptions
) -> Beyond:  # fmt: skip
    """All that `wider` asks for, on copies of `database` on which `ddl` was run, within `options.seconds`.

    Interrupted, it is what was found until then, and not `complete`; what fails as a whole is a note.
    """
    deadline = time.monotonic() + options.seconds
    with cloned(database, "beyond") as base:
        with base.connect(autocommit=True) as connection:
            for statement in ddl:
                connection.execute(statement.encode())
            freshen(connection)
        asked = _Asked(base, workload, wider.growth or Growing(), options)
        steps: list[tuple[str, Callable[[BenchOptions], None], float]] = []
        steps += [("other words", asked.words, 0.4)] if wider.words else []
        steps += [("statistics", asked.know, 0.4)] if wider.statistics else []
        steps += [("kept sums", asked.keep, 0.4 if wider.growth is not None else 1.0)] if wider.kept else []
        steps += [("growth", asked.grow, 1.0)] if wider.growth is not None else []
        try:
            for name, step, share in steps:
                _within(asked, name, step, share * (deadline - time.monotonic()))
        except KeyboardInterrupt:
            asked.complete = False
    return asked.whole()


def _within(asked: _Asked, name: str, step: Callable[[BenchOptions], None], seconds: float) -> None:
    if seconds <= 0:
        asked.notes.append(f"there was no time left for {name}")
        return
    try:
        step(replace(asked.options, seconds=seconds))
    except (psycopg.Error, BenchError) as error:
        asked.notes.append(f"{name} could not be asked for: {' '.join(str(error).split())}")


def _remarked(base: Database, workload: Workload, options: BenchOptions) -> Iterator[Remark]:
    """What is to be said of each read that can be run."""
    with cloned(base, "remarks") as copy, copy.connect(autocommit=True) as connection:
        accept_values(connection)
        session, indexes = Session(connection, copy.roles, options.limits), Indexes(read_catalog(connection))
        for query in workload.queries:
            if query.kind is QueryKind.READ:
                try:
                    subject = Subject(session, query, sets_of(connection, query, options))
                    yield from tuple(remarks(subject, indexes))
                except (psycopg.Error, BenchError):
                    continue  # that it cannot be run is told already


def _grown(base: Database, workload: Workload, growing: Growing, options: BenchOptions) -> Growth:
    """Growth from shares of the rows up to all of them, and what is to be expected beyond."""
    with base.connect(autocommit=True) as connection:
        rows = counted(connection, read_catalog(connection))
    deadline = time.monotonic() + options.seconds
    with ExitStack() as stack:
        databases = dict[float, Database]()
        for share in _SHARES:
            if options.progress is not None:
                options.progress(Progress(len(databases), len(_SHARES), f"a copy with {share:g} of the rows", None))
            databases[share] = stack.enter_context(thinned(base, share, rows))
        found = grow(databases, workload, replace(options, seconds=deadline - time.monotonic()))
    targets = {curve.name: _target(curve.tables, growing, rows) for curve in found.curves}
    return replace(found, targets={name: to for name, to in targets.items() if to}, told=growing.told)


def _target(tables: tuple[str, ...], growing: Growing, rows: Mapping[Name, int]) -> float | None:
    """How many times the rows of these tables there will be."""
    here = {str(name): count for name, count in rows.items() if str(name) in tables}
    if growing.largest is not None and rows:
        return growing.largest / max(*rows.values(), 1)
    now = sum(here.values())
    return sum(growing.rows.get(name, count) for name, count in here.items()) / now if now else None
