"""What `choose` works with: what is asked, what is known so far, and queries and their judge on a copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from pgworkbench.bench.beyond import Wider
from pgworkbench.bench.build import Attempt
from pgworkbench.bench.case import Bounds, Case
from pgworkbench.bench.environment import Beginning, processor_clock
from pgworkbench.bench.indexes import BenchOptions, Progress, explained, sets_of
from pgworkbench.bench.judge import Bench, round_trip_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.run import Failure
from pgworkbench.bench.search import Chosen, Found, Trail
from pgworkbench.bench.shortlist import guards
from pgworkbench.bench.single import Field
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.trial import GIVEN_UP, Subject, plans, warm_up
from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import QueryKind, Workload
from pgworkbench.workload.parameters import accept_values


@dataclass(frozen=True, slots=True)
class ChooseOptions:
    """What a set must keep to, and how to measure.

    `budget`: bytes of all indexes that are no rule; None: a third of the tables' (as many as the tables' where writes
    are declared, since then they are the price), or what is there, if that is more.
    `slower`: how many times longer a read may take than now; `dearer`: the same for all writes together.
    `wider`: what to advise beside indexes, in a share of `measure.seconds`. `whole`: whether the workload is all that
    is asked of the database; if not, no index is proposed for removal, since other queries may need it.
    """

    budget: int | None = None
    slower: float = 1.10
    dearer: float = 1.30
    measure: BenchOptions = field(default_factory=BenchOptions)
    wider: Wider = field(default_factory=Wider)
    whole: bool = True


@dataclass(slots=True)
class Lab:
    """What is asked, and what is known so far; whole at any moment."""

    database: Database
    workload: Workload
    options: ChooseOptions
    began: Beginning
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attempt: Attempt = field(default_factory=lambda: Attempt({}, ()))
    trail: Trail = field(default_factory=Trail)
    ends: tuple[Found, ...] = ()
    start: Chosen = frozenset()
    budget: int = 0
    table_bytes: int = 0
    complete: bool = True
    guess: Chosen = frozenset()  # where the search began
    once_ms: dict[str, float] = field(default_factory=dict)  # what each query took once, as things are
    ran_away: set[str] = field(default_factory=set)  # queries that were given up then

    @property
    def deadline(self) -> float:
        """When all must be told, by time.monotonic()."""
        return self.began.clock + self.options.measure.seconds

    def tell(self, what: str, done: int = 0, total: int = 0) -> None:
        """To whoever watches."""
        progress = self.options.measure.progress
        if progress is not None:
            progress(Progress(done, total, what, None))


def session_on(copy: Database, connection: psycopg.Connection[Any], lab: Lab) -> Session:
    """To measure with on a copy."""
    accept_values(connection)
    return Session(connection, copy.roles, lab.options.measure.limits, processor_clock(connection))


def subjects_on(lab: Lab, session: Session) -> Iterator[Subject]:
    """Every query that can be run as things are, or runs too long; the others are failures, told once."""
    failed = {failure.query for failure in lab.failures}
    for query in lab.workload.queries:
        if query.name in failed:
            continue
        try:
            subject = Subject(session, query, sets_of(session.connection, query, lab.options.measure))
            _try(lab, subject)
        except (psycopg.Error, BenchError) as error:
            lab.failures.append(
                Failure(query.name, explained(error) if isinstance(error, psycopg.Error) else str(error))
            )
        else:
            yield subject


def _try(lab: Lab, subject: Subject) -> None:
    """Run it once as things are, unless it was."""
    if subject.query.name in lab.once_ms:
        return
    try:
        took = sum(sample.execution_ms for sample in warm_up(subject).samples)
    except GIVEN_UP:
        plans(subject)  # it is slow, and that is what indexes are for
        lab.ran_away.add(subject.query.name)
        took = float(subject.session.limits.statement_ms) * len(subject.sets)
    lab.once_ms[subject.query.name] = took


def budget_on(lab: Lab, catalog: Catalog, session: Session, subjects: Sequence[Subject]) -> None:
    """Tell `lab` how large the tables are, and how many bytes a set may take."""
    lab.table_bytes = sum(table.bytes for table in catalog.tables)
    weights = sizes(session.connection)
    there = sum(weights.get(name, 0) for name in lab.start)
    declared = any(subject.query.kind is QueryKind.WRITE for subject in subjects)
    usual = max(lab.table_bytes // (1 if declared else 3), there)
    lab.budget = lab.options.budget if lab.options.budget is not None else usual


def judge_on(lab: Lab, session: Session, subjects: Sequence[Subject], deadline: float | None = None) -> Bench:
    """The judge of sets of the indexes that are there now."""
    catalog = read_catalog(session.connection)
    indexes, weights = Indexes(catalog), sizes(session.connection)
    pool = Field(indexes, weights, frozenset(lab.attempt.built) & indexes.optional)
    cases = []
    for subject in subjects:
        seen = plans(subject)
        touched = frozenset((*indexes.touched_by(seen), *indexes.followed_by(seen))) & indexes.optional
        name, calls = subject.query.name, subject.query.calls_per_hour or 1.0
        cases.append(Case(subject, calls, touched, touched, name in lab.ran_away, lab.once_ms.get(name, 0.0)))
    bounds = Bounds(lab.budget, lab.options.slower, lab.options.dearer)
    kept = (
        [frozenset({name}) for name in sorted(lab.start)]
        if lab.failures or not lab.options.whole
        else guards(catalog, indexes.optional, lab.start)
    )
    # Of a table that no query touches the workload says nothing: its indexes stay.
    idle = lab.start - frozenset().union(*(case.touched for case in cases))
    kept = (*kept, *(frozenset({name}) for name in sorted(idle) if frozenset({name}) not in kept))
    wait = round_trip_ms(session)
    until = lab.deadline if deadline is None else deadline
    return Bench(session, cases, pool, lab.start, bounds, kept, until, lab.options.measure.seed, wait_ms=wait)
