"""A review reads as text, JSON, Markdown, SARIF and SQL, whatever names it has to show."""

from __future__ import annotations

import json

from pgworkbench.catalog import Name
from pgworkbench.review import Finding, IdleSuppression, Kind, Level, ObjectName, Review, Skipped, Suppressed
from pgworkbench.review.render import as_json, as_markdown, as_sarif, as_sql, as_text, summary

HOSTILE = Name("shop", 'a|b`c*\n"d')


def finding(rule: str, level: Level, table: Name, part: str = "") -> Finding:
    kind = Kind.COLUMN if part else Kind.TABLE
    return Finding(
        rule, level, ObjectName(kind, table, part), "it is <wrong>", "because", "SELECT '```';", "ask", {"n": 1}
    )


REVIEW = Review(
    findings=(
        finding("no-primary-key", Level.ERROR, Name("public", "orders")),
        finding("no-primary-key", Level.ERROR, HOSTILE),
        finding("status-without-values", Level.WARNING, Name("public", "orders"), "status"),
    ),
    skipped=(Skipped("brief-leaves-open", ("the brief",)),),
    suppressed=(Suppressed(finding("unlogged-table", Level.WARNING, Name("public", "carts")), "a cache"),),
    idle=(IdleSuppression("no-primary-key", "bills", "there is nothing to suppress"),),
    asked=("no-primary-key", "status-without-values", "unlogged-table"),
)


def test_text_says_a_rules_why_once_and_shows_what_mends() -> None:
    text = as_text(REVIEW)
    assert text.count("ERROR no-primary-key: because") == 1
    assert "  table orders: it is <wrong>\n    ask\n    SELECT '```';" in text
    assert "skipped: brief-leaves-open needs the brief" in text
    assert "suppression of no-primary-key on bills: there is nothing to suppress" in text
    assert text.endswith("2 errors, 1 warning, 1 suppressed (3 rules asked, 1 skipped)")
    assert "skipped:" not in as_text(REVIEW, skipped=False)


def test_an_empty_review_says_so() -> None:
    assert summary(Review(())) == "nothing found (0 rules asked)"
    assert as_text(Review(())) == "nothing found (0 rules asked)"
    assert as_sql(Review(())) == ""


def test_json_holds_every_field() -> None:
    value = json.loads(as_json(REVIEW))
    assert value["findings"][2] == {
        "key": "status-without-values:column:orders.status",
        "rule": "status-without-values",
        "level": "warning",
        "object": {"kind": "column", "name": "orders.status"},
        "where": "orders",
        "message": "it is <wrong>",
        "why": "because",
        "fix": "SELECT '```';",
        "advice": "ask",
        "details": {"n": 1},
    }
    assert value["suppressed"][0]["reason"] == "a cache"
    assert value["skipped"] == [{"rule": "brief-leaves-open", "lacks": ["the brief"]}]
    assert value["idle_suppressions"][0]["object"] == "bills"


def test_markdown_is_not_broken_by_names_or_sql() -> None:
    page = as_markdown(REVIEW, "The design")
    assert page.startswith("# The design\n")
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## Errors",
        "## Warnings",
        "## Not asked",
        "## Suppressions that do nothing",
    ]
    assert "table shop." + r'"a\|b\`c\* ""d"' in page
    assert "  ````sql\n  SELECT '```';\n  ````" in page


def test_sarif_refers_to_its_rules_and_places() -> None:
    run = json.loads(as_sarif(REVIEW, {"orders": ("schema/shop.py", 12)}))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(REVIEW.asked)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    first, hostile, _, suppressed = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "schema/shop.py"},
        "region": {"startLine": 12},
    }
    assert "physicalLocation" not in hostile["locations"][0]
    assert [one["level"] for one in run["results"]] == ["error", "error", "warning", "warning"]
    assert suppressed["suppressions"] == [{"kind": "external", "justification": "a cache"}]
    assert len({one["partialFingerprints"]["pgworkbenchKey/v1"] for one in run["results"]}) == 4


def test_sql_is_commented_on_one_line_each() -> None:
    lines = as_sql(REVIEW).splitlines()
    assert lines[0].startswith("-- no-primary-key: ")
    assert lines[0].endswith(": it is <wrong>")
    assert lines[1] == "SELECT '```';"


def test_what_is_dropped_is_left_alone_afterwards_and_names_come_last() -> None:
    index = ObjectName(Kind.INDEX, Name("public", "orders"), "b")
    told = [
        Finding("table-name-style", Level.WARNING, ObjectName(Kind.TABLE, Name("public", "X")), "", "", "RENAME TABLE"),
        Finding("index-name-style", Level.WARNING, index, "", "", "ALTER INDEX public.b RENAME TO c;"),
        Finding("duplicate-index", Level.NOTICE, index, "", "", "DROP INDEX public.b;"),
    ]
    sql = as_sql(Review(tuple(told)))
    assert [line for line in sql.splitlines() if line and not line.startswith("-- ")] == [
        "DROP INDEX public.b;",
        "RENAME TABLE",
    ]
    assert "left out: it is dropped above" in sql
