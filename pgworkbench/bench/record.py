"""A run in a folder, so that anyone can look at it, repeat it and compare: manifest, results, table, plot, report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pgworkbench.bench.jsonvalues import bare, json_text, read_object, read_text, typed
from pgworkbench.bench.plot import plot
from pgworkbench.bench.report import report
from pgworkbench.bench.run import Run
from pgworkbench.errors import BenchError

FORMAT = 1
_PARTS = ("comparisons", "timings", "failures", "built")
_MANIFEST, _RESULTS, _TABLE, _PLOT, _REPORT = "manifest.json", "results.json", "results.csv", "plot.svg", "report.md"


def record(run: Run, folder: Path) -> Path:
    """Write a run into `folder` (made if absent, its files of the same names replaced); BenchError if it cannot be."""
    results = _lines({name: bare(getattr(run, name)) for name in _PARTS})
    manifest = {
        "format": FORMAT,
        "kind": run.kind,
        "complete": run.complete,
        "environment": bare(run.environment),
        "notes": list(run.notes),
        "results_sha256": hashlib.sha256(results.encode()).hexdigest(),
    }
    texts = {
        _RESULTS: results,
        _TABLE: run.frame().to_csv(index=False, lineterminator="\n") if run.comparisons else "",
        _PLOT: plot(run) if run.comparisons else "",
        _REPORT: report(run, _PLOT if run.comparisons else ""),
        _MANIFEST: json_text(manifest),  # last: a folder with a manifest is whole
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MANIFEST).unlink(missing_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BenchError(f"the run cannot be recorded in {folder}: {error.strerror or error}") from error
    return folder


def read_run(folder: Path) -> Run:
    """The run that `record` wrote into `folder`; BenchError if there is none, or if it is not as it was written."""
    manifest = read_object(folder / _MANIFEST)
    if manifest.get("format") != FORMAT:
        raise BenchError(f"{folder} holds a run of format {manifest.get('format')}: this version reads {FORMAT}")
    results = read_text(folder / _RESULTS)
    if hashlib.sha256(results.encode()).hexdigest() != manifest.get("results_sha256"):
        raise BenchError(f"{folder / _RESULTS} was changed after it was recorded: measure again")
    try:
        parts = {key: manifest[key] for key in ("kind", "complete", "environment", "notes")}
        run: Run = typed(Run, parts | json.loads(results))
    except (KeyError, TypeError, ValueError) as error:
        raise BenchError(f"{folder} holds no run that can be read: {error!r}") from error
    return run


def _lines(parts: Mapping[str, list[Any]]) -> str:
    """One line for each thing measured: small, and what differs between two runs is seen line by line."""
    return "{" + ",\n".join(f"{json.dumps(name)}: [\n{_items(items)}]" for name, items in parts.items()) + "}\n"


def _items(items: list[Any]) -> str:
    return ",\n".join(json.dumps(item, ensure_ascii=False, sort_keys=True, allow_nan=False) for item in items)
