"""A choice in a folder: what was asked and what was found, a table, pictures, a report; read again to repeat it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pgworkbench.bench.advise import advise
from pgworkbench.bench.beyond import Wider
from pgworkbench.bench.choice import Choice
from pgworkbench.bench.choiceplot import front_plot, growth_plot, queries_plot
from pgworkbench.bench.choicereport import choice_report
from pgworkbench.bench.indexes import BenchOptions, Progress
from pgworkbench.bench.jsonvalues import bare, json_text, read_object, read_text, typed
from pgworkbench.bench.laboratory import ChooseOptions
from pgworkbench.errors import BenchError
from pgworkbench.server import Server
from pgworkbench.workload import Query, Workload

FORMAT, KIND = 1, "choice"
_MANIFEST, _RESULTS, _TABLE, _REPORT = "manifest.json", "results.json", "results.csv", "report.md"
_QUERIES, _FRONT, _GROWTH = "queries.svg", "front.svg", "growth.svg"
_HEAD = ("query", "writes", "calls", "before_ms", "ms", "ratio", "low", "high", "pages_before", "pages")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a choice was asked for: enough to ask again. Without a workload it was asked of pg_stat_statements."""

    queries: tuple[Query, ...] | None
    budget: int | None
    slower: float
    dearer: float
    sets: int
    seed: int
    seconds: float | None
    wider: Wider = field(default_factory=Wider)

    @classmethod
    def of(cls, workload: Workload | None, options: ChooseOptions) -> Asked:
        """What these say; where a query's file lay is left out."""
        queries = None if workload is None else tuple(replace(query, path=None) for query in workload.queries)
        measure = options.measure
        seconds = measure.seconds if measure.seconds != float("inf") else None
        return cls(
            queries, options.budget, options.slower, options.dearer, measure.sets, measure.seed, seconds, options.wider
        )

    @property
    def workload(self) -> Workload | None:
        """The queries, if they were given."""
        return None if self.queries is None else Workload(self.queries)

    def options(self, progress: Callable[[Progress], None] | None = None) -> ChooseOptions:
        """The options to ask again."""
        seconds = float("inf") if self.seconds is None else self.seconds
        measure = BenchOptions(sets=self.sets, seed=self.seed, seconds=seconds, progress=progress)
        return ChooseOptions(self.budget, self.slower, self.dearer, measure, self.wider)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A choice with what it was asked for."""

    choice: Choice
    asked: Asked


def record_choice(choice: Choice, asked: Asked, folder: Path) -> Path:
    """Write it into `folder` (made if absent, its files of the same names replaced); BenchError if it cannot be."""
    growth = choice.beyond.growth if choice.beyond is not None else None
    drawn = {_QUERIES: queries_plot(choice), _FRONT: front_plot(choice), _GROWTH: growth_plot(growth) if growth else ""}
    pictures = {name: text for name, text in drawn.items() if text}
    results = choice.json() + "\n"
    manifest = {
        "format": FORMAT,
        "kind": KIND,
        "complete": choice.complete,
        "environment": bare(choice.environment),
        "asked": bare(asked),
        "results_sha256": hashlib.sha256(results.encode()).hexdigest(),
    }
    texts = {
        _RESULTS: results,
        _TABLE: _table(choice),
        **pictures,
        _REPORT: choice_report(choice, tuple(pictures)),
        _MANIFEST: json_text(manifest),  # last: a folder with a manifest is whole
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MANIFEST).unlink(missing_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BenchError(f"the choice cannot be recorded in {folder}: {error.strerror or error}") from error
    return folder


def read_choice(folder: Path) -> Recorded:
    """What `record_choice` wrote into `folder`; BenchError if there is none, or if it is not as it was written."""
    manifest = read_object(folder / _MANIFEST)
    if manifest.get("kind") != KIND or manifest.get("format") != FORMAT:
        raise BenchError(f"{folder} holds no choice of indexes that this version reads: {manifest.get('kind')}")
    if hashlib.sha256(read_text(folder / _RESULTS).encode()).hexdigest() != manifest.get("results_sha256"):
        raise BenchError(f"{folder / _RESULTS} was changed after it was recorded: measure again")
    try:
        found: Any = typed(Choice, read_object(folder / _RESULTS))
        return Recorded(found, typed(Asked, manifest["asked"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BenchError(f"{folder} holds no choice that can be read: {error!r}") from error


def again(server: Server, url: str, folder: Path, progress: Callable[[Progress], None] | None = None) -> Recorded:
    """What was asked then, asked anew of the database at `url`: a record holds no address, since it may be shown."""
    asked = read_choice(folder).asked
    return Recorded(advise(server, url, asked.workload, asked.options(progress)), asked)


def _table(choice: Choice) -> str:
    """One row a query."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for each in choice.served:
        ratio = (each.ratio.median, each.ratio.low, each.ratio.high) if each.ratio is not None else ("", "", "")
        writer.writerow((each.query, each.writes, each.calls, each.before_ms, each.ms, *ratio, *each.pages))
    return text.getvalue()
