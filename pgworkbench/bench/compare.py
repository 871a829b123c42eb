"""`compare`: the same rows in several variants of a schema, loaded and queried side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

import psycopg

from pgworkbench.bench.environment import Beginning, environment, processor_clock
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.interleave import Block, Effort, Metric, collect
from pgworkbench.bench.load import bytes_of, load_in_turns, settle
from pgworkbench.bench.measure import Limits, Session
from pgworkbench.bench.plan import indexes_used
from pgworkbench.bench.run import Comparison, Failure, Outcome, Relation, Run, RunKind, Timing
from pgworkbench.bench.statistics import Ratio
from pgworkbench.bench.trial import Subject, Warm, ratio, reason, set_ratios, timing, visit, warm_up
from pgworkbench.bench.variants import Variant, check
from pgworkbench.errors import BenchError
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import accept_values, draw_spread


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How to measure; see BenchOptions."""

    sets: int = 4
    effort: Effort = field(default_factory=Effort)
    limits: Limits = field(default_factory=lambda: Limits(statement_ms=60_000))
    seed: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Found:
    """What was found so far; whole at any moment."""

    timings: list[Timing] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class _Bout:
    """Variants, each in a database of its own, in the order given; the first is what the others are compared with."""

    variants: Mapping[str, Variant]
    sessions: Mapping[str, Session]
    options: CompareOptions

    @property
    def base(self) -> str:
        return next(iter(self.variants))

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(self.variants)[1:]


def compare(server: Server, variants: Sequence[Variant], options: CompareOptions | None = None) -> Run:
    """Build every variant in a scratch database, load the same batches in turns, run the same queries in turns.

    A ratio of 2 says that the first variant costs twice as much as the other. Loads are judged by the processor time
    of the server's process where it can be seen, queries by execution time; bytes and WAL are counted, not timed.
    BenchError if a variant cannot be built or loaded; a query that fails in one of them is a `failure`.
    """
    check(variants)
    given, began, found = options or CompareOptions(), Beginning.now(), _Found()
    with _bout(server, variants, given) as bout:
        first = bout.sessions[bout.base].connection
        try:
            _load(bout, found)
            _weigh(bout, found)
            for query in bout.variants[bout.base].workload.queries:
                _ask(bout, query, found)
        except KeyboardInterrupt:
            found.interrupted = True
        shown = {"parameter sets": str(given.sets), "seed": str(given.seed), "compared with": bout.base}
        where = environment(first, began, given.labels, shown)
    titles = tuple(f"{variant.name}: {variant.title}" for variant in variants if variant.title)
    parts = (tuple(found.timings), tuple(found.comparisons), tuple(found.failures))
    return Run(RunKind.VARIANTS, where, *parts, notes=titles, complete=not found.interrupted)


@contextmanager
def _bout(server: Server, variants: Sequence[Variant], options: CompareOptions) -> Iterator[_Bout]:
    with ExitStack() as stack:
        sessions = {}
        for variant in variants:
            database = stack.enter_context(server.scratch(variant.name, roles=sorted(variant.roles)))
            connection = stack.enter_context(database.connect(autocommit=True))
            _build(database, connection, variant)
            accept_values(connection)
            clock = processor_clock(connection)
            sessions[variant.name] = Session(connection, database.roles, options.limits, clock)
        yield _Bout({variant.name: variant for variant in variants}, sessions, options)


def _build(database: Database, connection: psycopg.Connection, variant: Variant) -> None:
    try:
        if callable(variant.build):
            variant.build(connection)
        else:
            connection.execute(database.localise(variant.build).encode())
    except psycopg.Error as error:
        raise BenchError(f"variant {variant.name} cannot be built: {reason(error)}") from error


def _load(bout: _Bout, found: _Found) -> None:
    """Every load query in turns; its processor time and its WAL compared."""
    settle(bout.sessions[bout.base].connection)
    for query in bout.variants[bout.base].load.queries:
        queries = {name: variant.load.query(query.name) for name, variant in bout.variants.items()}
        blocks = load_in_turns(bout.sessions, queries, bout.options.seed)
        by = _measure_of(blocks)
        for name, session in bout.sessions.items():
            subject = Subject(session, queries[name], ({},))
            warm = Warm(blocks[0][name], (blocks[0][name][0].wall_ms,))
            found.timings.append(timing(subject, name, warm, blocks, indexes_used))
        for name in bout.others:
            found.comparisons.append(_compared(bout, query.name, name, blocks, by))
            counted = [sum(block[arm][0].wal_bytes for block in blocks) for arm in (bout.base, name)]
            found.comparisons.append(_counted(bout, f"WAL of {query.name}", name, counted))


def _weigh(bout: _Bout, found: _Found) -> None:
    """What the loaded rows take up; and, before anything is asked of them, fresh statistics."""
    sizes = {name: bytes_of(session.connection) for name, session in bout.sessions.items()}
    for name in bout.others:
        for position, what in enumerate(("bytes of tables", "bytes of indexes")):
            counted = [sizes[bout.base][position], sizes[name][position]]
            found.comparisons.append(_counted(bout, what, name, counted))
    for session in bout.sessions.values():
        freshen(session.connection)


def _ask(bout: _Bout, query: Query, found: _Found) -> None:
    """One query in all variants; a failure in one of them is the query's."""
    subjects, warm = {}, {}
    for name, session in bout.sessions.items():
        try:
            subjects[name] = _subject(session, bout.variants[name].workload.query(query.name), bout.options)
            warm[name] = warm_up(subjects[name])
        except (psycopg.Error, BenchError) as error:
            why = reason(error) if isinstance(error, psycopg.Error) else str(error)
            found.failures.append(Failure(query.name, f"{name}: {why}"))
            return
    visits = {name: visit(subject, (), warm[name].repeats) for name, subject in subjects.items()}
    collected = collect(visits, bout.options.effort, _EXECUTION.of, bout.options.seed)
    for name, subject in subjects.items():
        found.timings.append(timing(subject, name, warm[name], collected.blocks, indexes_used))
    for name in bout.others if collected.blocks else ():
        found.comparisons.append(_compared(bout, query.name, name, collected.blocks, _EXECUTION))
    if collected.interrupted:
        raise KeyboardInterrupt


def _subject(session: Session, query: Query, options: CompareOptions) -> Subject:
    sets = draw_spread(session.connection, query, options.sets)
    if not sets:
        raise BenchError("its params yields no row: there is nothing to run it with")
    return Subject(session, query, sets)


def _compared(bout: _Bout, query: str, name: str, blocks: Sequence[Block], by: _Measure) -> Comparison:
    base, seed = bout.base, bout.options.seed
    pages = tuple(sum(sample.pages.touched for sample in blocks[-1][arm]) for arm in (base, name))
    rows = [[sample.rows for sample in blocks[-1][arm]] for arm in (base, name)]
    return Comparison(
        query,
        base,
        name,
        Relation.VARIANT,
        (name,),
        Outcome.MEASURED,
        ratio(blocks, base, name, by.of, seed),
        set_ratios(blocks, base, name, by.of, seed),
        pages=(pages[0], pages[1]),
        same_rows=rows[0] == rows[1],
        metric=by.name,
    )


def _counted(bout: _Bout, what: str, name: str, counted: Sequence[int]) -> Comparison:
    """A comparison of what is counted, not timed: no interval."""
    exact = counted[0] / max(counted[1], 1)
    found = Comparison(what, bout.base, name, Relation.VARIANT, (name,), Outcome.MEASURED, metric="bytes")
    return replace(found, ratio=Ratio(exact, exact, exact, 0), bytes=counted[1])


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is compared of two samples, and its name."""

    name: str
    of: Metric


_EXECUTION = _Measure("execution time", lambda sample: sample.execution_ms)
_PROCESSOR = _Measure("processor time", lambda sample: sample.processor_ms or 0.0)


def _measure_of(blocks: Sequence[Block]) -> _Measure:
    """Processor time where every sample has it: it does not count the waiting for others."""
    seen = (sample.processor_ms for block in blocks for samples in block.values() for sample in samples)
    return _EXECUTION if any(ms is None for ms in seen) else _PROCESSOR
