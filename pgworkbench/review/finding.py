"""What a review says: a rule yields flaws, the engine makes findings of them. Showing them is render.py's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pgworkbench.catalog import Name
from pgworkbench.review.ddl import quoted

if TYPE_CHECKING:
    import pandas as pd

type_of_detail = str | int | float | bool | None | tuple[str, ...]


class Level(StrEnum):
    """How grave a finding is, gravest first."""

    ERROR = "error"  # rows are lost, wrong, locked out or shown to strangers
    WARNING = "warning"  # it will hurt as the data grows or the team changes
    NOTICE = "notice"  # a better habit

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Level).index(self)

    def reaches(self, other: Level) -> bool:
        """Whether it is at least as grave as the other."""
        return self.rank <= other.rank


class Kind(StrEnum):
    """What kind of object a finding is about."""

    TABLE = "table"
    COLUMN = "column"
    CONSTRAINT = "constraint"
    INDEX = "index"
    TRIGGER = "trigger"
    POLICY = "policy"
    VIEW = "view"
    FUNCTION = "function"
    SEQUENCE = "sequence"
    TYPE = "type"
    SCHEMA = "schema"
    ROLE = "role"
    DATABASE = "database"
    FILE = "file"  # a migration; `part` is the line


@dataclass(frozen=True, slots=True, order=True)
class ObjectName:
    """An object: its kind, the table (view, function, …) `within` which it stands, and its own name there.

    `part` is empty where the object is the table itself; of a function it is the argument list.
    """

    kind: Kind
    within: Name
    part: str = ""

    @property
    def name(self) -> str:
        """Qualified, quoted where SQL would quote; `public` is left out (`leads.status`, `app.f(integer)`)."""
        if self.kind is Kind.FILE:
            return f"{self.within.name}:{self.part}" if self.part else self.within.name
        words = [self.within.schema, self.within.name]
        if self.within.schema in {"", "public"}:
            words = words[1:]
        stem = ".".join(quoted(word) for word in words if word)
        if self.kind is Kind.FUNCTION:
            return f"{stem}({self.part})"
        return f"{stem}.{quoted(self.part)}" if self.part else stem

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a rule yields: what is wrong with one object, and the SQL that mends it.

    `fix` may be empty only if a person must decide; then `advice` says what. `about` is None for the object
    that the rule was called with. One rule yields at most one flaw for an object.
    """

    message: str
    fix: str = ""
    advice: str = ""
    about: ObjectName | None = None
    details: Mapping[str, type_of_detail] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule says so, about what, why it matters, and how it is mended."""

    rule: str
    level: Level
    object: ObjectName
    message: str
    why: str
    fix: str = ""
    advice: str = ""
    details: Mapping[str, type_of_detail] = field(default_factory=dict, hash=False)

    @property
    def where(self) -> Name:
        """The table (or view, function, schema, role) in which it stands."""
        return self.object.within

    @property
    def key(self) -> str:
        """Stable from run to run, whatever the wording: for ignore lists and baselines."""
        return f"{self.rule}:{self.object.kind}:{self.object.name}"

    @property
    def order(self) -> tuple[int, str, ObjectName]:
        """Where it stands in a list: the gravest first, then by rule, then by object."""
        return self.level.rank, self.rule, self.object


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that could not be asked, and what it lacked."""

    rule: str
    lacks: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} needs {' and '.join(self.lacks)}"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody chose to live with, and the reason given."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class IdleSuppression:
    """A suppression that suppresses nothing: the rule and object it names, and what is the matter with it."""

    rule: str
    object: str
    problem: str

    def __str__(self) -> str:
        return f"suppression of {self.rule} on {self.object}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Review:
    """What was found, sorted; what was not asked; what was suppressed; and suppressions that do nothing."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    idle: tuple[IdleSuppression, ...] = ()
    asked: tuple[str, ...] = ()  # ids of the rules that ran
    habits: tuple[str, ...] = ()  # what the subject's own names agree on, where that stood for the defaults

    def at_least(self, level: Level) -> tuple[Finding, ...]:
        """The findings that are at least as grave."""
        return tuple(f for f in self.findings if f.level.reaches(level))

    def within(self, tables: Collection[str]) -> Review:
        """The part that concerns these tables (as `str(Name)`), for the review of one domain."""
        kept = tuple(f for f in self.findings if str(f.where) in tables)
        return replace(
            self, findings=kept, suppressed=tuple(s for s in self.suppressed if str(s.finding.where) in tables)
        )

    def without(self, keys: Collection[str]) -> Review:
        """The review less the findings of a baseline."""
        return replace(self, findings=tuple(f for f in self.findings if f.key not in keys))

    def frame(self) -> pd.DataFrame:
        """The findings as a table, one row each."""
        import pandas as pd  # for people only: not worth its start-up time elsewhere

        fields = ("level", "rule", "object", "message", "fix", "advice")
        rows = [[str(getattr(finding, name)) for name in fields] for finding in self.findings]
        return pd.DataFrame(rows, columns=list(fields))
