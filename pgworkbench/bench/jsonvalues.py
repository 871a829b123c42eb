"""Frozen values as JSON and back: dataclasses, tuples, enums, mappings, floats that are not numbers."""

from __future__ import annotations

import json
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pgworkbench.errors import BenchError


def bare(value: Any) -> Any:
    """Dataclasses as dicts, what is no finite number as null: what JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return bare(asdict(value))
    if isinstance(value, Mapping):
        return {key: bare(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [bare(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def json_text(value: Any) -> str:
    """Indented, its keys sorted, with a line end."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def typed(kind: Any, value: Any) -> Any:
    """`value` from JSON as the annotated type `kind`: dataclass, tuple, mapping, enum, optional or plain."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType or origin is typing.Union:
        return None if value is None else typed(next(k for k in inner if k is not types.NoneType), value)
    if origin is tuple:
        types_ = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(typed(k, v) for k, v in zip(types_, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: typed(inner[1], v) for key, v in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{f.name: typed(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return math.nan if kind is float and value is None else value


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file; BenchError if there is none."""
    try:
        found = json.loads(read_text(path))
    except ValueError as error:
        raise BenchError(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BenchError(f"{path} is no manifest of a run")
    return found


def read_text(path: Path) -> str:
    """A file of a recorded run; BenchError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchError(f"{path} cannot be read: give the folder of a recorded run ({error})") from error
