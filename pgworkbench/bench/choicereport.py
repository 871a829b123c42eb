"""A choice as Markdown: what to build and to remove, what each query gains, what was as good, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pgworkbench.bench.beyond import Beyond
from pgworkbench.bench.choice import Alternative, Choice, Effect, Member
from pgworkbench.bench.kept import Difference, Kept
from pgworkbench.bench.rewrites import Rewording
from pgworkbench.bench.statistics import rounded

_MEANING = (
    "A ratio of 2 says: twice as long without the index, or before. Intervals are 95 %, bootstrapped over interleaved "
    "pairs on a fresh copy, after the search; where one holds 1, nothing is decided."
)


def choice_report(choice: Choice, pictures: Sequence[str] = ()) -> str:
    """The choice for a reader; `pictures` are file names to show."""
    parts = [
        *_heading(choice),
        *(f"![{_line(name)}]({name})" for name in pictures),
        _statements(choice),
        _members("## Build", choice.build),
        _members("## Remove", choice.remove),
        _members("## Keep", choice.keep),
        _queries(choice),
        *_beyond(choice.beyond),
        _alternatives(choice),
        _problems(choice),
        _circumstances(choice),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(choice: Choice) -> Iterator[str]:
    where = choice.environment
    labels = "; ".join(f"{key} {value}" for key, value in sorted(where.labels.items()))
    yield "# Indexes, chosen by measured times"
    served = f"{len(choice.served)} queries on {where.server}, {where.started}"
    yield f"{served}{'; ' + labels if labels else ''}. {_MEANING}"
    if not choice.complete:
        yield "**It was interrupted**: what follows is what was measured until then."
    yield _table(("", "before / with the chosen set"), list(_totals(choice)))
    if choice.tie and choice.runner_up is not None:
        names = ", ".join(map(_code, choice.runner_up.indexes)) or "no index"
        yield f"It ties with {names} ({_mib(choice.runner_up.bytes)}): {choice.beside} times as long."


def _totals(choice: Choice) -> Iterator[tuple[str, str]]:
    for name, ratio in (("reads", choice.totals.reads), ("writes", choice.totals.writes), ("all", choice.totals.all)):
        if ratio is not None:
            yield name, str(ratio)
    if choice.confirmed:
        yield "indexes that are no rule", f"{_mib(choice.bytes[0])} / {_mib(choice.bytes[1])}"
    yield "tables; budget", f"{_mib(choice.table_bytes)}; {_mib(choice.budget)}"


def _statements(choice: Choice) -> str:
    if not choice.ddl:
        return f"**{choice.no_change}**"
    return _sql("\n".join(f"{statement};" for statement in choice.ddl))


def _members(title: str, members: Sequence[Member]) -> str:
    if not members:
        return ""
    rows = [
        (
            _code(member.name),
            member.kind,
            _mib(member.bytes),
            "" if member.build_ms is None else rounded(member.build_ms),
            _effects(member.gains),
            _effects(member.costs),
        )
        for member in members
    ]
    return f"{title}\n\n" + _table(
        ("index", "kind", "size", "build ms", "slower without it", "faster without it"), rows
    )


def _effects(effects: Sequence[Effect]) -> str:
    return ", ".join(f"{_code(effect.query)} {effect.ratio}" for effect in effects)


def _queries(choice: Choice) -> str:
    rows = [
        (
            _code(each.query),
            "write" if each.writes else "read",
            f"{each.calls:g}",
            rounded(each.before_ms),
            rounded(each.ms),
            "same plan" if each.ratio is None else str(each.ratio),
            f"{each.pages[0]:,} / {each.pages[1]:,}",
        )
        for each in choice.served
    ]
    head = ("query", "", "calls an hour", "ms before", "ms with the set", "before / with", "pages before / with")
    return "## Queries\n\n" + _table(head, rows) if rows else ""


def _beyond(found: Beyond | None) -> Iterator[str]:
    """What helps beside indexes, with the chosen ones in place."""
    if found is None:
        return
    if found.rewordings:
        rows = [_reworded(each) for each in found.rewordings]
        head = ("query", "ms as written", "ms so", "as written / so", "what is wrong with it", "in other words")
        yield "## Other words\n\n" + _table(head, rows)
    if found.statistics:
        told = [(_code(k.query), str(k.ratio), "<br>".join(map(_code, k.ddl))) for k in found.statistics]
        yield "## Statistics\n\n" + _table(("query", "without / with", "statistics"), told)
    yield from _kept(found.kept)
    if found.remarks:
        yield "## Remarks\n\n" + "\n".join(f"- {_code(each.query)}: {_line(each.text)}" for each in found.remarks)
    if found.growth is not None:
        lines = "\n".join(f"- {_line(line)}" for line in found.growth.lines())
        yield f"## Growth\n\nPowers of the rows, fitted over {len(found.growth.factors)} sizes.\n\n{lines}"


def _kept(found: Sequence[Kept]) -> Iterator[str]:
    """Each table of sums: the balance, the queries, how to make it."""
    if found:
        yield "## Kept sums"
    for kept in found:
        yield f"### {_code(kept.name)}\n\n{_line(kept.told)}. {_line('; '.join(kept.notes))}."
        rows = [_difference(each) for each in (*kept.reads, *kept.writes)]
        head = (
            "query",
            "calls an hour",
            "ms as it is",
            "ms with",
            "as it is / with",
            "ms saved an hour",
            "in other words",
        )
        yield _table(head, rows)
        yield _sql(kept.script)
        if kept.anew:
            yield f"To fill it anew:\n\n{_sql(kept.anew)}"


def _sql(text: str) -> str:
    """A block that ends where it should, whatever stands in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}sql\n{text}\n{fence}"


def _difference(each: Difference) -> tuple[str, ...]:
    ratio = each.ratio if each.sql else each.ratio.inverse
    words = _code(each.sql) if each.sql else "the same"
    took = f"{each.calls:g}", rounded(each.ms[0]), rounded(each.ms[1])
    return _code(each.query), *took, str(ratio), rounded(each.saved.ms), words


def _reworded(each: Rewording) -> tuple[str, ...]:
    words = "<br>".join(map(_code, (each.sql, *each.ddl)))
    return _code(each.query), rounded(each.ms[0]), rounded(each.ms[1]), str(each.ratio), _line(each.why), words


def _alternatives(choice: Choice) -> str:
    if not choice.front:
        return ""
    text = "Sets that no other beats at once in reads, writes and bytes; times of all calls of an hour, in the search."
    rows = [_alternative(each) for each in choice.front]
    return f"## The front\n\n{text}\n\n" + _table(("indexes", "size", "reads ms", "writes ms"), rows)


def _alternative(each: Alternative) -> tuple[str, ...]:
    names = ", ".join(map(_code, each.indexes)) or "none"
    return names, _mib(each.bytes), rounded(each.reads_ms), rounded(each.writes_ms)


def _problems(choice: Choice) -> str:
    lines = [f"- {_code(failure.query)}: {_line(failure.reason)}" for failure in choice.failures]
    lines += [f"- {_line(note)}" for note in choice.notes]
    return "## Notes\n\n" + "\n".join(lines) if lines else ""


def _circumstances(choice: Choice) -> str:
    where = choice.environment
    pairs = [
        *where.machine.items(),
        ("load average", f"{where.load[0]:.2f} before, {where.load[1]:.2f} after"),
        ("seconds", f"{where.seconds:g}"),
        *where.options.items(),
        *where.libraries.items(),
        *where.settings.items(),
    ]
    return "## Circumstances\n\n" + _table(("what", "value"), [(key, _line(value)) for key, value in pairs])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows))


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"


def _code(name: str) -> str:
    return "`" + " ".join(name.split()).replace("`", "'").replace("|", "\\|") + "`"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
