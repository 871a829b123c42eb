"""The registry refuses what does not keep its promises."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from pgworkbench.catalog import Table
from pgworkbench.errors import UnknownNameError
from pgworkbench.review import Category, Level, every_rule, find_rule
from pgworkbench.review import rule as registry
from pgworkbench.review.documentation import parse_documentation

DOCS = "A title.\n\nWhat: a\nWhy: b\nWrong when: c\nSource: d\n\nBad:\n    SELECT 1;\n\nGood:\n    SELECT 2;\n"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    made = ModuleType("somewhere.a_new_rule", DOCS)
    monkeypatch.setitem(sys.modules, made.__name__, made)
    yield made
    registry._registered.pop("a-new-rule", None)  # noqa: SLF001 - what the test put there


def register(module: ModuleType, name: str) -> None:
    def function(_subject: object, _table: object) -> Iterator[object]:
        yield from ()

    function.__name__, function.__module__ = name, module.__name__
    registry.check(Table, level=Level.NOTICE, category=Category.KEYS)(function)


def test_a_function_called_otherwise_than_its_file_is_refused(module: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"its file a_new_rule\.py"):
        register(module, "another_rule")


def test_a_rule_cannot_be_registered_twice(module: ModuleType) -> None:
    register(module, "a_new_rule")
    with pytest.raises(ValueError, match="registered twice"):
        register(module, "a_new_rule")


@pytest.mark.parametrize("section", ["What", "Why", "Wrong when", "Source", "Bad", "Good"])
def test_documentation_without_a_section_is_refused(section: str) -> None:
    with pytest.raises(ValueError, match=section.lower().replace(" ", "_")):
        parse_documentation(DOCS.replace(f"{section}:", "Other:"))


def test_documentation_is_read() -> None:
    page = parse_documentation(DOCS)
    assert (page.title, page.what, page.wrong_when, page.bad, page.good) == (
        "A title.",
        "a",
        "c",
        "SELECT 1;",
        "SELECT 2;",
    )


def test_rules_are_sorted_and_found_by_id() -> None:
    ids = [rule.id for rule in every_rule()]
    assert ids == sorted(ids)
    assert find_rule(ids[0]).id == ids[0]
    with pytest.raises(UnknownNameError, match="unknown rule"):
        find_rule("no-such-rule")
