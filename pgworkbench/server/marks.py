"""How the workbench knows its own: a JSON comment on each database and role that it makes. What lacks it is never touched."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pgworkbench.server.cluster import boot_id

PREFIX = "pgwb_"
_KEY, _FORMAT = "pgworkbench", 1


class Kind(StrEnum):
    """What a database is for."""

    SCRATCH = "scratch"
    KEPT = "kept"
    CLONE = "clone"


@dataclass(frozen=True, slots=True)
class Maker:
    """The process that made something: its host (this boot of it, this process namespace), id and start time."""

    host: str
    pid: int
    started: str

    @classmethod
    def here(cls) -> Maker:
        """This process."""
        return cls(_host(), os.getpid(), _started(os.getpid()))

    @property
    def is_local(self) -> bool:
        """Whether it ran where we run, so that we can tell whether it still does."""
        return self.host == _host()

    @property
    def is_gone(self) -> bool:
        """Whether it is known to have ended."""
        return self.is_local and _started(self.pid) != self.started


@dataclass(frozen=True, slots=True)
class Mark:
    """What the comment on a database or role of ours says; `roles` are the design's names and their local ones."""

    kind: Kind
    label: str
    fingerprint: str | None = None
    complete: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)
    database: str = ""
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    maker: Maker = field(default_factory=Maker.here)

    def text(self) -> str:
        """The comment; ASCII whatever the label, so that it fits any server's encoding."""
        maker = [self.maker.host, self.maker.pid, self.maker.started]
        body = {
            _KEY: _FORMAT,
            "kind": self.kind.value,
            "label": self.label,
            "fingerprint": self.fingerprint,
            "complete": self.complete,
            "roles": dict(self.roles),
            "database": self.database,
            "made": self.made.isoformat(),
            "maker": maker,
        }
        return json.dumps(body)

    @classmethod
    def read(cls, comment: str | None) -> Mark | None:
        """The mark in a comment; None if it is anything else."""
        try:
            body = json.loads(comment or "")
            if body[_KEY] != _FORMAT:
                return None
            host, pid, started = body["maker"]
            return cls(
                Kind(body["kind"]),
                str(body["label"]),
                body["fingerprint"],
                bool(body["complete"]),
                {str(name): str(local) for name, local in body["roles"].items()},
                str(body["database"]),
                datetime.fromisoformat(body["made"]),
                Maker(str(host), int(pid), str(started)),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class Marked:
    """A database of ours on a server; `bytes` is None where its size may not be asked."""

    name: str
    mark: Mark
    bytes: int | None
    in_use: bool  # somebody is connected to it
    owned: bool  # by the role that we are here

    @property
    def label(self) -> str:
        """What it was made as."""
        return self.mark.label

    @property
    def kind(self) -> Kind:
        """What it is for."""
        return self.mark.kind

    @property
    def fingerprint(self) -> str | None:
        """Of what it was built from, if it is kept."""
        return self.mark.fingerprint

    @property
    def complete(self) -> bool:
        """Whether its building ended well."""
        return self.mark.complete

    @property
    def made(self) -> datetime:
        """When it was begun."""
        return self.mark.made


def _host() -> str:
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = ""
    return f"{os.uname().nodename} {boot_id()} {namespace}".strip()


def _started(pid: int) -> str:
    """When a process started, in a form to compare; empty if there is no such process (or it is a zombie)."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self").exists() else _exists(pid)
    return "" if after_name[0] == "Z" else after_name[19]


def _exists(pid: int) -> str:
    """The poorer answer of a system without /proc: whether the process id is taken."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "runs"
    return "runs"
