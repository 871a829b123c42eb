"""What SARIF 2.1.0 demands of the parts that we write, by the specification's sections; nothing else is allowed.

Written from the specification (OASIS, Static Analysis Results Interchange Format Version 2.1.0), whose text and JSON
schema are not kept here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_GUARDED = re.compile(r"[A-Za-z0-9.-]+(/[A-Za-z0-9._-]+)*")
_URI = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")

Check = Callable[[Any, str], None]


def text(value: Any, at: str) -> None:
    """3.1: a string, and not an empty one."""
    assert isinstance(value, str), at
    assert value, at


def one_of(*values: str) -> Check:
    """A closed set."""

    def check(value: Any, at: str) -> None:
        assert value in values, f"{at}: {value!r}"

    return check


def like(pattern: re.Pattern[str]) -> Check:
    """A string of a form."""

    def check(value: Any, at: str) -> None:
        assert isinstance(value, str), at
        assert pattern.fullmatch(value), f"{at}: {value!r}"

    return check


def number(least: int) -> Check:
    """An integer, no truth value."""

    def check(value: Any, at: str) -> None:
        assert type(value) is int, at
        assert value >= least, at

    return check


def many(check: Check) -> Check:
    """An array, each element of which is as said and, as 3.7.3 asks of those used here, unlike the others."""

    def each(value: Any, at: str) -> None:
        assert isinstance(value, list), at
        assert len({repr(one) for one in value}) == len(value) or at.endswith("results"), at
        for position, one in enumerate(value):
            check(one, f"{at}[{position}]")

    return each


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these properties and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str) -> None:
        assert isinstance(value, dict), at
        assert required.keys() <= value.keys() <= known.keys(), f"{at}: {sorted(value)}"
        for key, one in value.items():
            known[key](one, f"{at}.{key}")

    return check


def keyed(key: Check, value: Check) -> Check:
    """An object whose properties are named freely, within a form (3.6)."""

    def check(found: Any, at: str) -> None:
        for name, one in found.items():
            key(name, at)
            value(one, f"{at}.{name}")

    return check


_LEVEL = one_of("none", "note", "warning", "error")  # 3.27.10
_MESSAGE = record({"text": text})  # 3.11, 3.12
_RULE = record(  # 3.49
    {"id": text},
    {
        "shortDescription": _MESSAGE,
        "fullDescription": _MESSAGE,
        "help": _MESSAGE,
        "defaultConfiguration": record({}, {"level": _LEVEL}),  # 3.50
        "properties": record({}, {"tags": many(text)}),  # 3.8
    },
)
_PLACE = record(  # 3.29, 3.4, 3.30
    {"artifactLocation": record({"uri": like(_URI)})}, {"region": record({"startLine": number(1)})}
)
_LOCATION = record(  # 3.28, 3.33
    {}, {"physicalLocation": _PLACE, "logicalLocations": many(record({"fullyQualifiedName": text, "kind": text}))}
)
_RESULT = record(  # 3.27
    {"message": _MESSAGE, "ruleId": text},
    {
        "ruleIndex": number(0),
        "level": _LEVEL,
        "locations": many(_LOCATION),
        "partialFingerprints": keyed(like(_GUARDED), text),
        "suppressions": many(record({"kind": one_of("inSource", "external")}, {"justification": text})),  # 3.35
    },
)
_RUN = record(  # 3.14, 3.18, 3.19
    {"tool": record({"driver": record({"name": text}, {"rules": many(_RULE)})}), "results": many(_RESULT)}
)
_LOG = record({"version": one_of("2.1.0"), "runs": many(_RUN)}, {"$schema": like(_URI)})  # 3.13


def check_sarif(log: Any) -> None:
    """AssertionError, with the place, for whatever is not as the specification has it."""
    _LOG(log, "log")
    for run in log["runs"]:
        ids = [rule["id"] for rule in run["tool"]["driver"].get("rules", [])]
        for result in run["results"]:  # 3.27.6: the index is that of the rule of that id
            assert "ruleIndex" not in result or ids[result["ruleIndex"]] == result["ruleId"]
