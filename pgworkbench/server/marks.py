"""How the workbench knows its own: a JSON comment on each database and role; what lacks it is never touched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from pgworkbench.server.maker import Maker

PREFIX = "pgwb_"
_KEY, _FORMAT = "pgworkbench", 1


class Kind(StrEnum):
    """What a database is for."""

    SCRATCH = "scratch"
    KEPT = "kept"
    CLONE = "clone"


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
    used: datetime = field(default_factory=lambda: datetime.now(UTC))
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
            "used": self.used.isoformat(),
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
                datetime.fromisoformat(body["used"]),
                Maker(str(host), int(pid), str(started)),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class Marked:
    """A database of ours on a server; `bytes` is None where its size was not asked or may not be."""

    name: str
    mark: Mark
    bytes: int | None
    whole: bool  # PostgreSQL leaves a database behind that cannot be entered when a DROP is interrupted
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
        return self.mark.complete and self.whole

    @property
    def made(self) -> datetime:
        """When it was begun."""
        return self.mark.made
