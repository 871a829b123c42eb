"""A run made by hand, one comparison of each kind, with names that hurt."""

from __future__ import annotations

from pgworkbench.bench import Built, Comparison, Environment, Failure, Outcome, Ratio, Relation, Run, RunKind, Timing
from pgworkbench.bench.plan import Pages
from pgworkbench.bench.run import BASE, SetTiming

NASTY = 'Na"me|`$x$` 100% <script> ñ \n日本' + "y" * 60

ENVIRONMENT = Environment(
    server="PostgreSQL 18.6",
    settings={"shared_buffers": "128MB"},
    machine={"cores": "2", "memory": "4.0 GiB", "processor": "some", "system": "Linux x86_64"},
    libraries={"python": "3.11.7"},
    labels={"design": "abc123", "profile": "small", "seed": "7"},
    options={"parameter sets": "2"},
    started="2026-11-23T08:00:00+00:00",
    seconds=12.5,
    load=(0.5, 1.25),
)

PLAN = {"Node Type": "Index Scan", "Index Name": "orders_customer", "Relation Name": "orders", "Schema": "public"}


def timed(query: str, arm: str, ms: float, index: str) -> Timing:
    one = SetTiming({"id": "7", "none": None}, ms, 0.1, ms + 0.2, None, 3, Pages(5, 1), 120, (index,), "f1")
    return Timing(query, arm, (one, one), ((ms, ms), (ms * 1.1, ms)), {"f1": PLAN}, 20.0, None)


def compared(query: str, subject: str, relation: Relation, ratio: Ratio | None) -> Comparison:
    outcome = Outcome.SAME_PLAN if ratio is None else Outcome.MEASURED
    return Comparison(
        query, BASE, f"without {subject}", relation, (subject,), outcome, ratio, (ratio, ratio) if ratio else (),
        used=True, bytes=4_194_304, pages=(10, 1000),
    )  # fmt: skip


RUN = Run(
    RunKind.INDEXES,
    ENVIRONMENT,
    (
        timed("by_customer", BASE, 1.5, "orders_customer"),
        timed("by_customer", "without orders_customer", 6.0, "orders_pkey"),
        timed(NASTY, BASE, 0.5, NASTY),
        timed(NASTY, f"without {NASTY}", 60.0, ""),
        timed("pay", BASE, 0.5, "orders_pkey"),
        timed("pay", "without orders_state", 0.4, "orders_pkey"),
        timed("list", BASE, 2.0, ""),
        timed("list", "without maybe", 2.0, ""),
    ),
    (
        compared("by_customer", "orders_customer", Relation.SERVES, Ratio(4.0, 3.5, 4.4, 12)),
        compared(NASTY, NASTY, Relation.SERVES, Ratio(120.0, 100.0, 130.0, 12)),
        compared("list", "maybe", Relation.TOGETHER, Ratio(1.01, 0.97, 1.05, 12)),
        compared("list", "idle", Relation.SERVES, None),
        compared("pay", "orders_state", Relation.COSTS, Ratio(0.8, 0.7, 0.9, 12)),
        Comparison("slow", BASE, "without big_idx", Relation.SERVES, ("big_idx",), Outcome.RAN_AWAY, at_least=55.0),
        Comparison("slow", BASE, "without u", Relation.SERVES, ("u",), Outcome.FAILED, note="no arbiter | none"),
        Comparison("list", BASE, "again", Relation.NOISE, (), Outcome.MEASURED, Ratio(1.0, 0.97, 1.04, 12)),
    ),
    (Failure("broken", "division by zero"),),
    built=(Built("orders_customer", "btree", "CREATE INDEX …", 4_194_304, 12.5, ("by_customer",)),),
    notes=("statistics were stale and renewed: orders",),
)
