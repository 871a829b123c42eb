"""The page of rules has each of them, linked from its category, with its examples."""

from __future__ import annotations

from pgworkbench.review import every_rule, rule_page


def test_the_page_has_every_rule_and_its_examples() -> None:
    page = rule_page()
    for rule in every_rule():
        assert f"### {rule.id}\n" in page
        assert f"[{rule.id}](#{rule.id})" in page
        assert rule.documentation.bad in page
        assert rule.documentation.good in page


def test_the_page_is_the_same_each_time() -> None:
    assert rule_page() == rule_page()
