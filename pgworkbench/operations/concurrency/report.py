"""A load test as a page for people and as a file that is read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from pgworkbench.errors import BenchError
from pgworkbench.operations.concurrency.load import DEADLOCK, Latency, Load, Step, Wait

_HEAD = """\
# The workload from many connections

Each number of clients made the same calls, in proportion to their declared frequencies, on a fresh copy of the same
rows. A call is a whole transaction with its role and settings, committed; a client sends the next when it has the
answer to the last. Clients and server shared one machine: compare rows of this table, not machines.
`driver` is the share of one core that the clients themselves took.
"""
_SATURATED = 0.9  # of one core: Python runs the clients' own work on one at a time
_SHOWN = 12  # rows of a table that a person still reads


def load_report(load: Load) -> str:
    """Markdown: the steps, the knee, the slowest queries there, who waited for whom."""
    return "\n".join(_lines(load)) + "\n"


def write_load(load: Load, path: Path) -> Path:
    """Keep it as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(load), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read_load(path: Path) -> Load:
    """What `write_load` wrote; BenchError if it is something else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        steps = tuple(
            Step(
                **{
                    **step,
                    "latencies": tuple(Latency(**each) for each in step["latencies"]),
                    "waits": tuple(Wait(**each) for each in step["waits"]),
                }
            )
            for step in content["steps"]
        )
        return Load(steps, content["declared"], tuple(content["left_out"]), content["facts"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{path.name} is no recorded load test: {error}") from None


def _lines(load: Load) -> Iterator[str]:
    knee = load.knee
    yield _HEAD
    yield "| clients | calls a second | p99 ms, mean of queries | waits seen | deadlocks | failed | driver |"
    yield "|---|---|---|---|---|---|---|"
    for step in load.steps:
        tail = sum(each.p99 * each.calls for each in step.latencies) / max(step.calls, 1)
        waits = f"{sum(wait.samples for wait in step.waits)} in {step.samples} looks"
        mark = " (knee)" if step is knee else ""
        row = (f"{step.clients}{mark}", f"{step.rate:.0f}", f"{tail:.1f}", waits, step.deadlocks, step.failed())
        yield _row((*row, f"{step.driver:.0%}"))
    if knee.driver > _SATURATED:
        yield "\nThe driver had a core to itself and used it up: the server can do more than this table shows."
    yield f"\n**Knee: {knee.clients} clients**, the fewest that reach nine tenths of the best throughput. More only"
    yield f"wait longer. The workload declares {load.declared:.1f} calls a second; {load.headroom:.1f} times as many"
    yield "were served there.\n"
    if float(load.facts.get("load before", 0)) > float(load.facts.get("cores", 1)):
        yield "**Others were at work on this machine**: less than half up or down is noise.\n"
    yield from _queries(knee)
    yield from _waits(load)
    yield "\n## What the figures depend on\n"
    yield "; ".join(f"`{name} = {value}`" for name, value in load.facts.items()) + "."
    if load.left_out:
        yield "\nNot called: " + "; ".join(load.left_out) + "."


def _queries(knee: Step) -> Iterator[str]:
    yield f"## The slowest queries with {knee.clients} clients\n"
    yield "| query | calls | p50 ms | p95 ms | p99 ms | target ms | failed, by SQLSTATE |"
    yield "|---|---|---|---|---|---|---|"
    for each in sorted(knee.latencies, key=lambda each: -each.p99)[:_SHOWN]:
        target = "" if each.target_ms is None else f"{each.target_ms:g}{' (missed)' if each.missed else ''}"
        failed = ", ".join(f"{state}: {count}" for state, count in sorted((each.failed or {}).items()))
        times = (f"{value:.1f}" for value in (each.p50, each.p95, each.p99))
        yield _row((f"`{each.query}`", each.calls, *times, target, failed))
    yield "\n`40001` and `23…` are refusals that a design makes on purpose (a version that somebody else has raised, a"
    yield "key that is taken): parameters were drawn before the run, and an earlier call may have used theirs up."


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in cells)} |"


def _waits(load: Load) -> Iterator[str]:
    yield "\n## Who waited for whose lock\n"
    rows = [(step.clients, wait) for step in load.steps for wait in step.waits]
    if not rows:
        yield "Nobody was seen waiting."
        return
    yield "| clients | waiting | holding | lock | seen |\n|---|---|---|---|---|"
    for clients, wait in sorted(rows, key=lambda row: -row[1].samples)[:_SHOWN]:
        yield _row((clients, f"`{wait.query}`", f"`{wait.holder}`", wait.lock, wait.samples))
    victims = sorted({each.query for step in load.steps for each in step.latencies if DEADLOCK in (each.failed or {})})
    if victims:
        yield f"\nDeadlocks ended: {', '.join(f'`{name}`' for name in victims)}. Take locks in one order (by key)."
