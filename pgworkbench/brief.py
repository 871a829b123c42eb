"""The brief: what a designer must know before a design can be judged, read from `brief.toml`.

Volumes, growth, retention and consistency for each table, the profiles that scale them, and the moment at which
synthetic time ends; how much may be lost, and how long recovery may take. What the file leaves out is None here: the
reviewer, or the runbook, asks for it (R-ASK).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pgworkbench.errors import ContentError, UnknownNameError

CONSISTENCIES = ("strong", "eventual")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(second|minute|hour|day)s?", re.IGNORECASE)
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class TableBrief:
    """One table's answers. `rows` at factor 1.0; `production` rows after the first year; `growth` a share per year."""

    rows: int
    fixed: bool = False
    production: int | None = None
    growth: float | None = None
    retention: str | None = None
    consistency: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """What the owners ask of recovery: `rpo`, the most that may be lost (nought: nothing), `rto`, the longest that it
    may take until the database answers again.
    """

    rpo: timedelta | None = None
    rto: timedelta | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """A design's brief; `profiles` are factors on each table's rows, `as_of` the end of synthetic time (UTC)."""

    name: str
    title: str
    seed: int
    as_of: datetime
    profiles: Mapping[str, float]
    tables: Mapping[str, TableBrief]
    recovery: Recovery = Recovery()

    def factor(self, profile: str) -> float:
        """A profile's factor: one that the brief names, or a plain number above nought."""
        if profile in self.profiles:
            return self.profiles[profile]
        try:
            factor = float(profile)
        except ValueError:
            raise UnknownNameError("profile", profile, self.profiles) from None
        if not 0 < factor < float("inf"):
            raise UnknownNameError("profile", profile, self.profiles)
        return factor

    def rows(self, table: str, profile: str) -> int:
        """How many rows a table has in a profile: at least one where the brief wants any."""
        factor = self.factor(profile)
        try:
            brief = self.tables[table]
        except KeyError:
            raise UnknownNameError("table of the brief", table, self.tables) from None
        if brief.fixed or brief.rows == 0:
            return brief.rows
        return max(1, round(brief.rows * factor))

    def volumes(self, profile: str) -> dict[str, int]:
        """Rows of every table in a profile."""
        return {table: self.rows(table, profile) for table in self.tables}


def parse_duration(text: str) -> timedelta:
    """`90 seconds`, `1 hour 30 minutes`, `2 days`; ValueError for anything else."""
    rest = _DURATION.sub("", text).replace(",", "").replace("and", "").strip()
    found = _DURATION.findall(text)
    if rest or not found:
        raise ValueError(f"{text!r} is no duration: write it as in '5 minutes' or '1 hour 30 minutes'")
    return sum((timedelta(**{f"{unit.lower()}s": float(count)}) for count, unit in found), timedelta())


def read_brief(path: Path) -> Brief:
    """Read a brief; ContentError with file and line for anything that is not as it should be."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(
            path, None, "there is no brief; write one with [design], [profiles] and [tables.…]"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, None, f"cannot be read: {error}") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else len(text.splitlines())
        raise ContentError(path, line, f"not TOML: {_AT_LINE.sub('', str(error))}") from None
    return _Reader(path, text).brief(content)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the parsed file into a Brief, and a mistake into the line on which it stands."""

    path: Path
    text: str

    def brief(self, content: Mapping[str, Any]) -> Brief:
        for section in content:
            if section not in _SECTIONS:
                raise self.mistake(section, None, f"unknown section [{section}]; expected {', '.join(_SECTIONS)}")
        design = self.section(content, "design")
        return Brief(
            name=self.value(design, "design", "name", str),
            title=self.value(design, "design", "title", str),
            seed=self.value(design, "design", "seed", int),
            as_of=self.moment(design),
            profiles=MappingProxyType(self.profiles(self.section(content, "profiles"))),
            tables=MappingProxyType({name: self.table(name, body) for name, body in self.tables(content).items()}),
            recovery=self.recovery(self.section(content, "recovery")) if "recovery" in content else Recovery(),
        )

    def recovery(self, body: Mapping[str, Any]) -> Recovery:
        self.known("recovery", body, Recovery)
        spans = {key: self.duration(body, key) for key in ("rpo", "rto") if key in body}
        if spans.get("rto") == timedelta():
            raise self.mistake("recovery", "rto", "recovery.rto must be above 0: no recovery takes no time")
        return Recovery(**spans, why=self.value(body, "recovery", "why", str) if "why" in body else None)

    def duration(self, body: Mapping[str, Any], key: str) -> timedelta:
        try:
            return parse_duration(self.value(body, "recovery", key, str))
        except (ValueError, OverflowError) as error:
            raise self.mistake("recovery", key, f"recovery.{key}: {error}") from None

    def known(self, section: str, body: Mapping[str, Any], kind: type[Recovery | TableBrief]) -> None:
        """Every key is a field of `kind`."""
        names = {field.name for field in fields(kind)}
        for key in body:
            if key not in names:
                raise self.mistake(section, key, f"unknown key {section}.{key}; expected {', '.join(sorted(names))}")

    def tables(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answers by table; a design that has no table yet has none."""
        return self.section(content, "tables") if "tables" in content else {}

    def section(self, content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        section = content.get(name)
        if not isinstance(section, dict) or not section:
            raise self.mistake(name, None, f"the section [{name}] is missing or empty")
        return section

    def value(self, body: Mapping[str, Any], section: str, key: str, kind: Any) -> Any:
        if key not in body:
            raise self.mistake(section, None, f"[{section}] lacks {key!r} ({_KINDS[kind]})")
        value = body[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.mistake(section, key, f"{section}.{key} must be {_KINDS[kind]}, not {value!r}")
        return value

    def moment(self, design: Mapping[str, Any]) -> datetime:
        moment: datetime = self.value(design, "design", "as_of", datetime)
        if moment.tzinfo is None:
            raise self.mistake("design", "as_of", "design.as_of needs a time zone, as in 2026-11-01T00:00:00Z")
        return moment.astimezone(UTC)

    def profiles(self, body: Mapping[str, Any]) -> dict[str, float]:
        for name, factor in body.items():
            if isinstance(factor, bool) or not isinstance(factor, int | float) or not 0 < factor < float("inf"):
                raise self.mistake("profiles", name, f"profiles.{name} must be a number above 0, not {factor!r}")
        return {name: float(factor) for name, factor in body.items()}

    def table(self, name: str, body: object) -> TableBrief:
        section = f"tables.{name}"
        if not isinstance(body, dict):
            raise self.mistake("tables", name, f"{section} must be a section of its own: [{section}]")
        self.known(section, body, TableBrief)
        for key, kind in _TABLE_KINDS.items():
            if key in body or key == "rows":
                self.value(body, section, key, kind)
        self.check_ranges(section, body)
        return TableBrief(**{**body, "growth": None if "growth" not in body else float(body["growth"])})

    def check_ranges(self, section: str, body: Mapping[str, Any]) -> None:
        for key in ("rows", "production"):
            if body.get(key, 0) < 0:
                raise self.mistake(section, key, f"{section}.{key} must not be negative")
        if body.get("growth", 0) <= -1:
            raise self.mistake(section, "growth", f"{section}.growth is a share per year, above -1")
        if body.get("consistency", "strong") not in CONSISTENCIES:
            raise self.mistake(section, "consistency", f"{section}.consistency must be {' or '.join(CONSISTENCIES)}")

    def mistake(self, section: str, key: str | None, problem: str) -> ContentError:
        return ContentError(self.path, self.line(section, key), problem)

    def line(self, section: str, key: str | None) -> int | None:
        """The line of a key in its section, or of the section's header; None where neither stands in the file."""
        header, here = None, False
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.lstrip().startswith("["):
                name = line.strip().strip("[]").replace('"', "").replace(" ", "")
                here = name == section
                header = number if header is None and f"{name}.".startswith(f"{section}.") else header
            elif here and key is not None and re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
                return number
        return header


_SECTIONS = ("design", "profiles", "recovery", "tables")
_KINDS: Mapping[Any, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    datetime: "a date and time with its zone",
    int | float: "a number",
}
_TABLE_KINDS: Mapping[str, Any] = {
    "rows": int,
    "fixed": bool,
    "production": int,
    "growth": int | float,
    "retention": str,
    "consistency": str,
    "why": str,
}
