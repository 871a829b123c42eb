"""Reviews as text, JSON, Markdown and SARIF 2.1 (for code scanning). A finding knows nothing of these."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import indent
from typing import Any
from urllib.parse import quote

from pgworkbench.catalog import Name
from pgworkbench.review.ddl import quoted
from pgworkbench.review.finding import Finding, Kind, Level, Review
from pgworkbench.review.rule import Category, Rule, every_migration_rule, every_rule

_SARIF_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "note"}
_DROPPED = {Kind.INDEX, Kind.CONSTRAINT}  # a constraint and its index have one name
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(review: Review, *, skipped: bool = True) -> str:
    """For a terminal: the gravest first, each with what, why and how to mend it; a rule's why is said once."""
    blocks = [
        "\n".join(_paragraph(rule, list(found))) for rule, found in groupby(review.findings, lambda one: one.rule)
    ]
    rest = [str(idle) for idle in review.idle]
    if review.habits:
        rest.append(f"the habit here, as no review.toml says otherwise: {'; '.join(review.habits)}")
    if skipped:
        rest += [f"skipped: {one}" for one in review.skipped]
    return "\n\n".join([*blocks, "\n".join([*rest, summary(review)])])


def summary(review: Review) -> str:
    """One line: how many of each level, how many suppressed, how many rules were asked."""
    counts = [(sum(1 for f in review.findings if f.level is level), level.value) for level in Level]
    found = ", ".join(f"{count} {name}{'s' * (count != 1)}" for count, name in counts if count) or "nothing found"
    suppressed = f", {len(review.suppressed)} suppressed" if review.suppressed else ""
    skipped = f", {len(review.skipped)} skipped" if review.skipped else ""
    return f"{found}{suppressed} ({len(review.asked)} rules asked{skipped})"


def as_json(review: Review) -> str:
    """For programs: one object with findings, suppressed, skipped and idle suppressions; keys are stable."""
    value = {
        "findings": [_plain(finding) for finding in review.findings],
        "suppressed": [{**_plain(one.finding), "reason": one.reason} for one in review.suppressed],
        "skipped": [{"rule": one.rule, "lacks": list(one.lacks)} for one in review.skipped],
        "idle_suppressions": [{"rule": one.rule, "object": one.object, "problem": one.problem} for one in review.idle],
        "asked": list(review.asked),
        "habits": list(review.habits),
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_markdown(review: Review, title: str = "Review") -> str:
    """For a page: a heading for each level, a rule's findings together, the SQL in fences."""
    lines = [f"# {title}", "", summary(review) + ".", ""]
    for level, found in groupby(review.findings, lambda one: one.level):
        lines += [f"## {level.capitalize()}s", ""]
        for _, same in groupby(found, lambda one: one.rule):
            lines += _markdown_rule(list(same))
    if review.habits:
        lines += ["## The habit here", "", *(f"- {_escaped(one)}" for one in review.habits), ""]
    if review.skipped:
        lines += ["## Not asked", "", *(f"- {_escaped(str(one))}" for one in review.skipped), ""]
    if review.idle:
        lines += ["## Suppressions that do nothing", "", *(f"- {_escaped(str(one))}" for one in review.idle), ""]
    return "\n".join(lines)


def as_sarif(review: Review, places: Mapping[str, tuple[str, int]] | None = None) -> str:
    """SARIF 2.1.0. `places` says for a table (`str(Name)`) in which file (relative, with /) and line it is defined.

    Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub needs a physical location to show a result.
    """
    rules = [rule for rule in (*every_rule(), *every_migration_rule()) if rule.id in review.asked]
    positions = {rule.id: position for position, rule in enumerate(rules)}
    results = [_result(f, positions, places or {}) for f in review.findings]
    for one in review.suppressed:
        result = _result(one.finding, positions, places or {})
        results.append({**result, "suppressions": [{"kind": "external", "justification": one.reason}]})
    driver = {"name": "pgworkbench", "rules": [_sarif_rule(rule) for rule in rules]}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def as_sql(review: Review) -> str:
    """The mending SQL of every finding that has one, each under a comment that says what it mends.

    It can be run as it stands: what is renamed is renamed last, and what an earlier statement drops is left out.
    """
    gone: set[tuple[Name, str]] = set()
    paragraphs = []
    for finding in sorted((f for f in review.findings if f.fix), key=_when_to_run):
        place = (finding.object.within, finding.object.part)
        said = f"-- {_one_line(finding.rule)}: {_one_line(str(finding.object))}: {_one_line(finding.message)}\n"
        if place in gone and finding.object.kind in _DROPPED:
            paragraphs.append(f"{said}-- left out: it is dropped above\n\n")
            continue
        if _drops_its_object(finding):
            gone.add(place)
        paragraphs.append(f"{said}{finding.fix}\n\n")
    return "".join(paragraphs)


def _when_to_run(finding: Finding) -> tuple[bool, bool]:
    """Names last, of tables after what is on them; otherwise as found."""
    renames = any(rule.id == finding.rule and rule.category is Category.NAMES for rule in every_rule())
    return renames, renames and finding.object.kind in {Kind.TABLE, Kind.TYPE}


def _drops_its_object(finding: Finding) -> bool:
    """Whether the fix drops what the finding is about, and does not make it anew by that name."""
    if not finding.object.part or finding.object.kind not in _DROPPED:
        return False
    name = re.escape(quoted(finding.object.part))
    dropped = re.search(rf"\bDROP (?:INDEX|CONSTRAINT) (?:\S*\.)?{name};", finding.fix)
    made = re.search(rf"\b(?:INDEX|ADD CONSTRAINT) {name} ", finding.fix)
    return dropped is not None and made is None


def _paragraph(rule: str, findings: list[Finding]) -> Iterator[str]:
    first = findings[0]
    yield f"{first.level.upper()} {rule}: {first.why}"
    for finding in findings:
        yield f"  {_one_line(str(finding.object))}: {_one_line(finding.message)}"
        if finding.advice:
            yield indent(_one_line(finding.advice), "    ")
        if finding.fix:
            yield indent(finding.fix, "    ")


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "level": finding.level.value,
        "object": {"kind": finding.object.kind.value, "name": finding.object.name},
        "where": str(finding.where),
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "advice": finding.advice,
        "details": dict(finding.details),
    }


def _markdown_rule(findings: list[Finding]) -> Iterator[str]:
    yield f"### {findings[0].rule}"
    yield ""
    yield _escaped(findings[0].why)
    yield ""
    for finding in findings:
        advice = f" {_escaped(finding.advice)}" if finding.advice else ""
        yield f"- **{_escaped(str(finding.object))}**: {_escaped(finding.message)}{advice}"
        if finding.fix:
            fence = "`" * max(3, _longest_run(finding.fix, "`") + 1)
            yield indent(f"{fence}sql\n{finding.fix}\n{fence}", "  ")
    yield ""


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    page = rule.documentation
    return {
        "id": rule.id,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.what},
        "help": {"text": f"{page.why} When it is wrong to follow it: {page.wrong_when}"},
        "defaultConfiguration": {"level": _SARIF_LEVELS[rule.level]},
        "properties": {"tags": [rule.category.value]},
    }


def _result(finding: Finding, positions: Mapping[str, int], places: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": finding.object.name, "kind": finding.object.kind.value}]
    }
    file = (finding.where.name, int(finding.object.part or 1)) if finding.object.kind is Kind.FILE else None
    if place := places.get(str(finding.where), file):
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(place[0])},  # 3.4.3: a URI, so nothing else than ASCII
            "region": {"startLine": place[1]},
        }
    ways = (finding.message, finding.advice, finding.fix)
    index = {"ruleIndex": positions[finding.rule]} if finding.rule in positions else {}  # another tool's rule has none
    return {
        "ruleId": finding.rule,
        **index,
        "level": _SARIF_LEVELS[finding.level],
        "message": {"text": "\n".join(way for way in ways if way)},
        "locations": [location],
        "partialFingerprints": {"pgworkbenchKey/v1": finding.key},
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """Text that Markdown must not read as its own."""
    return "".join("\\" + letter if letter in "\\`*_[]<>|#" else letter for letter in _one_line(text))


def _longest_run(text: str, letter: str) -> int:
    longest = run = 0
    for one in text:
        run = run + 1 if one == letter else 0
        longest = max(longest, run)
    return longest
