"""Every rule keeps what the registry promises: one file, one name, whole documentation, examples that run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pgworkbench.review import Rule, every_rule, rules

RULES = every_rule()
_FOLDER = Path(rules.__file__).parent
_TESTS = Path(__file__).parent / "rules"


def test_there_are_rules() -> None:
    assert len(RULES) >= 10


def test_a_rule_is_one_file_with_one_name() -> None:
    files = {path.stem for path in _FOLDER.glob("*.py")} - {"__init__"}
    assert {rule.id.replace("-", "_") for rule in RULES} == files


def test_every_rule_has_its_test() -> None:
    tests = {path.stem.removeprefix("test_") for path in _TESTS.glob("test_*.py")}
    assert {rule.id.replace("-", "_") for rule in RULES} == tests


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_documentation_is_whole(rule: Rule) -> None:
    page = rule.documentation
    assert all((page.title, page.what, page.why, page.wrong_when, page.source, page.bad, page.good))
    assert page.title.endswith(".")
    assert page.bad != page.good


@pytest.mark.database
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_bad_example_is_found_by_this_rule_alone(rule: Rule, findings: Callable[..., object]) -> None:
    found = findings(rule.id, rule.documentation.bad)
    assert {one.rule for one in found} == {rule.id}


@pytest.mark.database
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_is_clean(rule: Rule, is_clean: Callable[..., None]) -> None:
    is_clean(rule.id, rule.documentation.good)
