"""Two choices of the same queries, or two recorded runs: what changed beyond noise, in lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pgworkbench.bench.changes import Verdict, changes
from pgworkbench.bench.choice import Choice, Served
from pgworkbench.bench.jsonvalues import read_object
from pgworkbench.bench.record import read_run
from pgworkbench.bench.recordchoice import KIND, read_choice
from pgworkbench.errors import BenchError


def compare_recorded(before: Path, after: Path) -> tuple[str, ...]:
    """What changed between two recorded folders; BenchError if they hold answers to different questions."""
    kinds = {read_object(folder / "manifest.json").get("kind") == KIND for folder in (before, after)}
    if kinds == {True}:
        return compare_choices(read_choice(before).choice, read_choice(after).choice)
    if kinds == {False}:
        found = changes(read_run(before), read_run(after))
        said = [
            f"{change.query}, {', '.join((change.after or change.before).subject)}: {change.verdict}"  # type: ignore[union-attr]
            for change in found
            if change.verdict is not Verdict.SAME
        ]
        return tuple(said) or ("Nothing changed beyond noise.",)
    raise BenchError(f"{before} and {after} answer different questions: a choice of indexes, and a run")


def compare_choices(before: Choice, after: Choice) -> tuple[str, ...]:
    """Indexes that only one of them proposes, and queries whose gains differ beyond their intervals."""
    return tuple(_indexes(before, after)) + tuple(_queries(before, after)) or ("Nothing changed beyond noise.",)


def _indexes(before: Choice, after: Choice) -> Iterator[str]:
    old, new = dict.fromkeys(before.ddl), dict.fromkeys(after.ddl)
    tie = " (a tie)" if before.tie or after.tie else ""
    yield from (f"only before{tie}: {statement}" for statement in old if statement not in new)
    yield from (f"only after{tie}: {statement}" for statement in new if statement not in old)


def _queries(before: Choice, after: Choice) -> Iterator[str]:
    old, new = ({each.query: each for each in choice.served} for choice in (before, after))
    for query in sorted(old.keys() | new.keys()):
        if query not in new or query not in old:
            yield f"{query}: only {'before' if query in old else 'after'}"
        elif (said := _gain(old[query], new[query])) is not None:
            yield f"{query}: {said}"


def _gain(old: Served, new: Served) -> str | None:
    """A query whose plans are the same before and with a set has a gain of just 1."""
    lows = [each.ratio.low if each.ratio is not None else 1.0 for each in (old, new)]
    highs = [each.ratio.high if each.ratio is not None else 1.0 for each in (old, new)]
    if lows[1] <= highs[0] and lows[0] <= highs[1]:
        return None
    shown = [str(each.ratio) if each.ratio is not None else "1 (the same plan)" for each in (old, new)]
    return f"gained {shown[0]} before, {shown[1]} now"
