"""A run in a folder, so that anyone can look at it, repeat it and compare: manifest, results, table, plot, report."""

from __future__ import annotations

import hashlib
import json
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pgworkbench.bench.plot import plot
from pgworkbench.bench.report import report
from pgworkbench.bench.run import Run
from pgworkbench.errors import BenchError

FORMAT = 1
_PARTS = ("comparisons", "timings", "failures", "built")
_MANIFEST, _RESULTS, _TABLE, _PLOT, _REPORT = "manifest.json", "results.json", "results.csv", "plot.svg", "report.md"


def record(run: Run, folder: Path) -> Path:
    """Write a run into `folder` (made if absent, its files of the same names replaced); BenchError if it cannot be."""
    results = _lines({name: _bare(getattr(run, name)) for name in _PARTS})
    manifest = {
        "format": FORMAT,
        "kind": run.kind,
        "complete": run.complete,
        "environment": _bare(run.environment),
        "notes": list(run.notes),
        "results_sha256": hashlib.sha256(results.encode()).hexdigest(),
    }
    texts = {
        _RESULTS: results,
        _TABLE: run.frame().to_csv(index=False, lineterminator="\n") if run.comparisons else "",
        _PLOT: plot(run) if run.comparisons else "",
        _REPORT: report(run, _PLOT if run.comparisons else ""),
        _MANIFEST: _json(manifest),  # last: a folder with a manifest is whole
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
    manifest = _object(folder / _MANIFEST)
    if manifest.get("format") != FORMAT:
        raise BenchError(f"{folder} holds a run of format {manifest.get('format')}: this version reads {FORMAT}")
    results = _text(folder / _RESULTS)
    if hashlib.sha256(results.encode()).hexdigest() != manifest.get("results_sha256"):
        raise BenchError(f"{folder / _RESULTS} was changed after it was recorded: measure again")
    try:
        parts = {key: manifest[key] for key in ("kind", "complete", "environment", "notes")}
        run: Run = _read(Run, parts | json.loads(results))
    except (KeyError, TypeError, ValueError) as error:
        raise BenchError(f"{folder} holds no run that can be read: {error!r}") from error
    return run


def _bare(value: Any) -> Any:
    """Dataclasses as dicts, nan as null: what JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return _bare(asdict(value))
    if isinstance(value, Mapping):
        return {key: _bare(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_bare(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _lines(parts: Mapping[str, list[Any]]) -> str:
    """One line for each thing measured: small, and what differs between two runs is seen line by line."""
    return "{" + ",\n".join(f"{json.dumps(name)}: [\n{_items(items)}]" for name, items in parts.items()) + "}\n"


def _items(items: list[Any]) -> str:
    return ",\n".join(json.dumps(item, ensure_ascii=False, sort_keys=True, allow_nan=False) for item in items)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _read(kind: Any, value: Any) -> Any:
    """`value` from JSON as the annotated type `kind`: dataclass, tuple, mapping, enum, optional or plain."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType or origin is typing.Union:
        return None if value is None else _read(next(k for k in inner if k is not types.NoneType), value)
    if origin is tuple:
        types_ = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_read(k, v) for k, v in zip(types_, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _read(inner[1], v) for key, v in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{f.name: _read(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return math.nan if kind is float and value is None else value


def _object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path))
    except ValueError as error:
        raise BenchError(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BenchError(f"{path} is no manifest of a run")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchError(f"{path} cannot be read: give the folder of a recorded run ({error})") from error
