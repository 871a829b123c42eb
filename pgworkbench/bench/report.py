"""A run as Markdown: what is gained and what it costs first, times and circumstances last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgworkbench.bench.advice import advice, has_advice
from pgworkbench.bench.plan import outline
from pgworkbench.bench.run import Comparison, Outcome, Relation, Run, RunKind, Timing
from pgworkbench.bench.statistics import rounded

_TITLES = {
    RunKind.INDEXES: "Indexes, measured by leaving them out",
    RunKind.VARIANTS: "Variants, measured side by side",
    RunKind.CANDIDATES: "Index kinds, built and measured",
}
_MEANING = {
    RunKind.INDEXES: "A gain of 2 says: twice as long without it.",
    RunKind.VARIANTS: "A gain of 2 says: the first variant costs twice as much.",
    RunKind.CANDIDATES: "A gain of 2 says: twice as long with no index but those behind constraints.",
}
_PAGES = {
    RunKind.INDEXES: ("pages with", "pages without"),
    RunKind.VARIANTS: ("pages of the first", "pages of this"),
    RunKind.CANDIDATES: ("pages without any", "pages with this"),
}
_GAINS = frozenset(Relation) - {Relation.COSTS, Relation.NOISE, Relation.CONFIRMED}


def report(run: Run, picture: str = "") -> str:
    """The run for a reader; `picture` is the file name of its plot."""
    parts = [
        _heading(run),
        f"![Each comparison with its 95 % interval; the table below says the same.]({picture})" if picture else "",
        "## What to build\n\n" + advice(run) if has_advice(run) else "",
        _gains(run),
        _costs(run),
        _unused(run),
        _problems(run),
        _times(run),
        _plans(run),
        _circumstances(run),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(run: Run) -> str:
    where = run.environment
    labels = "; ".join(f"{key} {value}" for key, value in sorted(where.labels.items()))
    queries = len({timing.query for timing in run.timings})
    lines = [
        f"# {_TITLES[run.kind]}",
        "",
        f"{queries} queries on {where.server}, {where.started}{'; ' + labels if labels else ''}.",
        _MEANING[run.kind],
        "Intervals are 95 %, bootstrapped over interleaved pairs; where one holds 1, nothing is decided.",
    ]
    noise = [c.ratio for c in run.comparisons if c.relation is Relation.NOISE and c.ratio is not None]
    if noise:
        low, high = min(r.median for r in noise), max(r.median for r in noise)
        lines.append(f"The same thing measured twice differed by factors of {low:.3g} to {high:.3g}.")
    return "\n".join(lines)


def _gains(run: Run) -> str:
    chosen = [c for c in run.comparisons if c.relation in _GAINS and c.outcome in {Outcome.MEASURED, Outcome.RAN_AWAY}]
    if not chosen:
        return ""
    chosen.sort(key=lambda c: -(c.ratio.median if c.ratio else c.at_least or 0))
    rows = [(_code(c.query), _names(c), _gain(c), *_detail(c)) for c in chosen]
    head = ("query", "compared", "gain", "pairs", *_PAGES[run.kind], "size", "")
    return "## What is gained\n\n" + _table(head, rows)


def _costs(run: Run) -> str:
    chosen = [c for c in run.comparisons if c.relation is Relation.COSTS and c.ratio is not None]
    if not chosen:
        return ""
    chosen.sort(key=lambda c: c.ratio.median if c.ratio else 0)
    rows = [
        (_code(c.query), _names(c), str(c.ratio.inverse), str(c.ratio.pairs), _wal(run, c), _hot(run, c))
        for c in chosen
        if c.ratio
    ]
    head = ("write", "index", "times longer with it", "pairs", "WAL bytes with / without", "HOT with / without")
    return "## What the indexes cost the writes\n\n" + _table(head, rows)


def _wal(run: Run, c: Comparison) -> str:
    with_it, without = (sum(s.wal_bytes for s in run.timing(c.query, arm).sets) for arm in (c.base, c.arm))
    return f"{with_it:,} / {without:,}"


def _hot(run: Run, c: Comparison) -> str:
    """The share of updates that needed no new index entry."""
    both = [run.timing(c.query, arm).updates for arm in (c.base, c.arm)]
    return " / ".join(f"{hot / updated:.0%}" for updated, hot in both) if all(updated for updated, _ in both) else ""


def _unused(run: Run) -> str:
    same = [c for c in run.comparisons if c.outcome is Outcome.SAME_PLAN]
    if not same:
        return ""
    rows = [(_code(c.query), _names(c), _bytes(c.bytes)) for c in same]
    return "## Same plan without it\n\n" + _table(("query", "index", "size"), rows)


def _problems(run: Run) -> str:
    lines = [f"- {_code(f.query)}: {_plain(f.reason)}" for f in run.failures]
    wrong = (c for c in run.comparisons if c.outcome in {Outcome.FAILED, Outcome.UNFINISHED})
    lines += [
        f"- {_code(c.query)}, {_plain(c.arm)}: {c.outcome}{': ' + _plain(c.note) if c.note else ''}" for c in wrong
    ]
    lines += [
        f"- {_code(c.query)}, {_plain(c.arm)}: other rows than {c.base}" for c in run.comparisons if not c.same_rows
    ]
    lines += [f"- {_plain(note)}" for note in run.notes]
    return "## Not as hoped\n\n" + "\n".join(lines) if lines else ""


def _times(run: Run) -> str:
    rows = [
        (
            _code(t.query),
            _plain(t.arm),
            " / ".join(f"{s.execution_ms:.3g}" for s in t.sets),
            "" if t.target_ms is None else f"{t.target_ms:g}",
            " / ".join(str(s.rows) for s in t.sets),
            " / ".join(str(s.pages.touched) for s in t.sets),
        )
        for t in run.timings
    ]
    head = ("query", "arm", "ms by parameter set", "target ms", "rows", "pages")
    text = "Times are this machine's on that day: compare them with nothing but each other."
    return f"## Times\n\n{text}\n\n{_table(head, rows)}" if rows else ""


def _plans(run: Run) -> str:
    timed = (c for c in run.comparisons if c.relation in _GAINS and c.ratio is not None and c.pages is not None)
    return "\n\n".join(_plan_pair(run, c) for c in timed)


def _plan_pair(run: Run, c: Comparison) -> str:
    texts = [f"{_line(arm)}:\n{_first_plan(run.timing(c.query, arm))}" for arm in (c.base, c.arm)]
    fence = "````"
    return (
        f"<details><summary>Plans of {_plain(c.query)}</summary>\n\n{fence}\n"
        + "\n\n".join(texts)
        + (f"\n{fence}\n\n</details>")
    )


def _first_plan(timing: Timing) -> str:
    plan = timing.plans.get(timing.sets[0].plan) or next(iter(timing.plans.values()))
    return outline(plan)


def _circumstances(run: Run) -> str:
    where = run.environment
    pairs = [
        *where.machine.items(),
        ("load average", f"{where.load[0]:.2f} before, {where.load[1]:.2f} after"),
        ("seconds", f"{where.seconds:g}"),
        *where.options.items(),
        *where.libraries.items(),
        *where.settings.items(),
    ]
    return "## Circumstances\n\n" + _table(("what", "value"), [(k, _plain(v)) for k, v in pairs])


def _detail(c: Comparison) -> Iterator[str]:
    yield str(c.ratio.pairs) if c.ratio else ""
    yield f"{c.pages[0]:,}" if c.pages else ""
    yield f"{c.pages[1]:,}" if c.pages else ""
    yield _bytes(c.bytes)
    counted = "" if c.metric == "execution time" else c.metric
    yield counted if c.ratio is None or c.ratio.decided else "not decided"


def _gain(c: Comparison) -> str:
    return str(c.ratio) if c.ratio is not None else f"more than {rounded(c.at_least or 0)}"


def _names(c: Comparison) -> str:
    return ", ".join(_code(name) for name in c.subject)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _bytes(size: int) -> str:
    return f"{size / 2**20:.1f} MiB" if size else ""


def _code(name: str) -> str:
    """A name as code; Markdown has no escape inside it, so a backtick becomes an apostrophe."""
    return "`" + _line(name).replace("`", "'").replace("|", "\\|") + "`"


def _plain(text: str) -> str:
    return _line(text).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")


def _line(text: str) -> str:
    return " ".join(text.split())
