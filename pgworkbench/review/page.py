"""The page of rules, generated from their docstrings: what, why, when it is wrong to follow, source, Bad and Good."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.review.rule import Category, Rule, every_migration_rule, every_rule

_HEAD = """<!-- Generated from the rules' docstrings; do not edit. -->
# What `review` looks for

A finding is an **error** where rows can be lost, wrong, locked out or shown to strangers; a **warning** where it will
hurt as the data grows or the team changes; a **notice** where there is a better habit. Every Bad example below is
found by its rule, and every Good one is clean, on a real server. To live with a finding, say so on the object:
`COMMENT ON … IS '… pgworkbench:ignore rule-id the reason until 2027-01-01'` (the date is optional, the reason is not).
"""


def rule_page() -> str:
    """All rules as one Markdown page, by category."""
    return "\n".join([_HEAD, *_contents(), *_chapters()])


def _contents() -> Iterator[str]:
    yield "| category | rules |\n|---|---|"
    for category, rules in _by_category():
        yield f"| {category} | " + ", ".join(f"[{rule.id}](#{rule.id})" for rule in rules) + " |"
    yield ""


def _chapters() -> Iterator[str]:
    for category, rules in _by_category():
        yield f"## {category.capitalize()}\n"
        yield from (_entry(rule) for rule in rules)


def _by_category() -> Iterator[tuple[Category, list[Rule]]]:
    for category in Category:
        if rules := [rule for rule in (*every_rule(), *every_migration_rule()) if rule.category is category]:
            yield category, rules


def _entry(rule: Rule) -> str:
    page = rule.documentation
    needs = "".join(f"; needs {need.partition(' (')[0]}" for need in sorted(rule.needs))
    return (
        f"### {rule.id}\n\n"
        f"**{page.title}** *({rule.level}{needs})*\n\n"
        f"{page.what}\n\n"
        f"*Why:* {page.why}\n\n"
        f"*When it is wrong to follow it:* {page.wrong_when}\n\n"
        f"*Source:* {page.source}\n\n"
        f"Bad\n```sql\n{page.bad}\n```\nGood\n```sql\n{page.good}\n```\n"
    )
