"""What was seeded, so that it can be made again and compared: the seed, the volumes, the pools, a digest a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pgworkbench.errors import SeedError
from pgworkbench.seeding.rows import Generation, World
from pgworkbench.seeding.tableplan import TablePlan

_FORMAT = 1
LIBRARIES = ("faker", "numpy", "pyarrow")


@dataclass(frozen=True, slots=True)
class TableRecord:
    """The rows of a table and the digest, free of their order, of the columns that its plan fills."""

    rows: int
    digest: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One seeded database; `generations` are its volumes, the first as seeded, then as topped up."""

    seed: int
    generations: tuple[Generation, ...]
    tables: Mapping[str, TableRecord]
    pools: Mapping[str, str]
    versions: Mapping[str, str] = field(default_factory=lambda: {name: version(name) for name in LIBRARIES})

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(record.rows for record in self.tables.values())

    def world(self, plans: Sequence[TablePlan]) -> World:
        """The world that these rows belong to."""
        return World(self.seed, plans, self.generations)

    def text(self) -> str:
        """The manifest as JSON, the same for the same rows."""
        generations = [{"as_of": its.as_of.isoformat(), "volumes": dict(its.volumes)} for its in self.generations]
        tables = {name: asdict(record) for name, record in self.tables.items()}
        body = {"format": _FORMAT, "seed": self.seed, "generations": generations, "tables": tables}
        return json.dumps(body | {"pools": dict(self.pools), "versions": dict(self.versions)}, indent=2) + "\n"

    def write(self, path: Path) -> None:
        """Write it to a file."""
        path.write_text(self.text(), encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file; SeedError if it is none."""
    try:
        return parse_manifest(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(f"{path}: no manifest can be read: {error.strerror}") from None
    except SeedError as error:
        raise SeedError(f"{path}: {error}") from None


def parse_manifest(text: str) -> Manifest:
    """The inverse of `Manifest.text`."""
    try:
        body = json.loads(text)
        if body["format"] != _FORMAT:
            raise SeedError(f"a manifest of format {body['format']}, and this version reads {_FORMAT}: seed anew")
        return _from_json(body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SeedError(f"not a manifest of seeds ({type(error).__name__}: {error})") from None


def _from_json(body: Mapping[str, Any]) -> Manifest:
    generations = tuple(
        Generation(each["volumes"], datetime.fromisoformat(each["as_of"])) for each in body["generations"]
    )
    tables = {
        name: TableRecord(record["rows"], record["digest"], tuple(record["columns"]))
        for name, record in body["tables"].items()
    }
    return Manifest(body["seed"], generations, tables, body["pools"], body["versions"])
