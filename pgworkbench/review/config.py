"""A team's conventions, thresholds and suppressions, from `review.toml` or from pyproject.toml.

    [conventions]                     # any field of Conventions
    tenant_column = "tenant_id"
    large_rows = 20_000_000

    [conventions.templates]           # any field of Templates
    index = "{table}_{columns}_{type}_idx"

    [[suppress]]                      # one rule on one object, as findings name it; `*` is any characters
    rule = "truncate-granted"
    object = "stock"
    reason = "the nightly import empties it"
    until = 2027-01-01                # the last day that it holds; may be left out

In pyproject.toml the same tables stand below `[tool.pgworkbench.review]`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pgworkbench.errors import ContentError, UnknownNameError
from pgworkbench.review.conventions import Conventions, Templates
from pgworkbench.review.rule import find_rule
from pgworkbench.review.suppression import Suppression

NAMES = ("review.toml", "pyproject.toml")  # in the order in which a folder is searched
_INSIDE = ("tool", "pgworkbench", "review")
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_SLOTS = {
    "index": {"table", "columns", "type"},
    "foreign_key": {"child", "parent"},
    "foreign_key_of_column": {"child", "parent", "columns"},
    "constraint": {"table", "columns", "type"},
    "primary": {"table", "columns", "type"},
    "unique": {"table", "columns", "type"},
    "check": {"table", "columns", "type"},
    "exclude": {"table", "columns", "type"},
}


@dataclass(frozen=True, slots=True)
class Config:
    """What a team has agreed on, and what it lives with."""

    conventions: Conventions = field(default_factory=Conventions)
    suppressions: tuple[Suppression, ...] = ()


def find_config(folder: Path) -> Path | None:
    """The file of a folder that configures the review; None if there is none, or pyproject.toml does not mention it."""
    for path in (folder / name for name in NAMES):
        if path.is_file() and (path.name == NAMES[0] or _content(path)[1] is not None):
            return path
    return None


def read_config(path: Path) -> Config:
    """Read a configuration; ContentError with file and line for anything that is not as it should be.

    A pyproject.toml without `[tool.pgworkbench.review]` gives the defaults.
    """
    text, content = _content(path)
    return Config() if content is None else _Reader(path, text).config(content)


def _content(path: Path) -> tuple[str, Mapping[str, Any] | None]:
    """A file's text and the part that is ours; None if a pyproject.toml has no such part."""
    try:
        text = path.read_text(encoding="utf-8")
        content: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else len(text.splitlines())
        raise ContentError(path, line, f"not TOML: {_AT_LINE.sub('', str(error))}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, None, f"cannot be read: {error}") from None
    if path.name == NAMES[1]:
        for name in _INSIDE:
            content = content.get(name) if isinstance(content, dict) else None
    return text, content


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the parsed part into a Config, and a mistake into the line on which it stands."""

    path: Path
    text: str

    def config(self, content: Mapping[str, Any]) -> Config:
        self.known("the configuration", content, {"conventions", "suppress"})
        said = self.section(content, "conventions")
        self.known("[conventions]", said, {each.name for each in fields(Conventions)})
        templates = self.section(said, "templates")
        self.known("[conventions.templates]", templates, {each.name for each in fields(Templates)})
        made = replace(Templates(), **{name: self.template(name, value) for name, value in templates.items()})
        plain = {name: self.value(name, value) for name, value in said.items() if name != "templates"}
        return Config(replace(Conventions(**plain), templates=made), self.suppressions(content.get("suppress", [])))

    def section(self, content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        section = content.get(name, {})
        if not isinstance(section, dict):
            raise self.mistake(name, f"{name} is a section: [{name}]")
        return section

    def known(self, where: str, content: Mapping[str, Any], names: set[str]) -> None:
        for key in content:
            if key not in names:
                raise self.mistake(key, f"{where}: {UnknownNameError('key', key, names)}")

    def value(self, name: str, value: Any) -> Any:
        """A value of the type that the default has; lists become tuples."""
        default: Any = getattr(Conventions(), name)
        if isinstance(default, tuple):
            if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
                raise self.mistake(name, f"{name} is a list of texts, not {value!r}")
            return tuple(value)
        kind: type = str if default is None else type(default)
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise self.mistake(name, f"{name} is {_KINDS[kind]}, not {value!r}")
        if isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
            raise self.mistake(name, f"{name} is a number above 0, not {value!r}")
        return value

    def template(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise self.mistake(name, f"templates.{name} is a text, not {value!r}")
        slots = _SLOTS.get(name, {"table"})
        for slot in re.findall(r"\{(\w*)\}", value):
            if slot not in slots:
                raise self.mistake(name, f"templates.{name}: {UnknownNameError('slot', slot, slots)}")
        return value

    def suppressions(self, listed: Any) -> tuple[Suppression, ...]:
        if not isinstance(listed, list):
            raise self.mistake("suppress", "suppressions are a list: [[suppress]]")
        return tuple(self.suppression(number, body) for number, body in enumerate(listed, 1))

    def suppression(self, number: int, body: Any) -> Suppression:
        line = self.entry(number)
        if not isinstance(body, dict):
            raise ContentError(self.path, line, "a suppression has a rule, an object and a reason")
        for key in body:
            if key not in {"rule", "object", "reason", "until"}:
                raise ContentError(self.path, line, f"a suppression has no {key!r}: rule, object, reason, until")
        for key in ("rule", "object", "reason"):
            if not isinstance(body.get(key), str) or not body[key].strip():
                raise ContentError(self.path, line, f"a suppression needs a {key}, as a text")
        until = body.get("until")
        if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
            raise ContentError(self.path, line, f"until is a date as in 2027-01-01, not {until!r}")
        try:
            if not body["rule"].startswith("squawk-"):
                find_rule(body["rule"])
        except UnknownNameError as error:
            raise ContentError(self.path, line, str(error)) from None
        return Suppression(body["rule"], body["object"], " ".join(body["reason"].split()), until)

    def entry(self, number: int) -> int | None:
        """The line of the n-th [[suppress]]."""
        headers = [n for n, line in enumerate(self.text.splitlines(), 1) if re.match(r"\s*\[\[.*suppress", line)]
        return headers[number - 1] if number <= len(headers) else None

    def mistake(self, key: str, problem: str) -> ContentError:
        pattern = re.compile(rf"""\s*(?:\[+[\w.\s"]*)?["']?{re.escape(key)}["']?\s*[=\]]""")
        lines = (n for n, line in enumerate(self.text.splitlines(), 1) if n > self.start and pattern.match(line))
        return ContentError(self.path, next(lines, None), problem)

    @property
    def start(self) -> int:
        """The line before our part: what stands above it in a pyproject.toml is somebody else's."""
        lines = self.text.splitlines() if self.path.name == NAMES[1] else []
        return next((n for n, line in enumerate(lines) if ".".join(_INSIDE) in line.replace(" ", "")), 0)


_KINDS: Mapping[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
