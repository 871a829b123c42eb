"""A plan as a tree: whose time is whose, what is hot, which estimates were off."""

from __future__ import annotations

from typing import Any

import pytest

from pgworkbench.plantree import plan_html, plan_text, plan_tree


def node(kind: str, total: float, *children: dict[str, Any], **parts: Any) -> dict[str, Any]:
    whole = {"Node Type": kind, "Total Cost": total, "Plan Rows": 10, "Actual Rows": 10, "Actual Loops": 1}
    return whole | {"Actual Total Time": total, "Plans": list(children)} | parts


def planned(kind: str, cost: float, *children: dict[str, Any]) -> dict[str, Any]:
    return {"Node Type": kind, "Total Cost": cost, "Plan Rows": 10, "Plans": list(children)}


def test_a_nodes_own_time_is_without_its_childrens() -> None:
    tree = plan_tree({"Plan": node("Sort", 10, node("Seq Scan", 8)), "Planning Time": 0.5})
    assert (tree.unit, tree.whole, tree.planning) == ("ms", 10, 0.5)
    assert tree.root.own == 2
    assert [child.own for child in tree.root.children] == [8]
    assert [tree.root.share, tree.root.children[0].share] == [0.2, 0.8]


def test_the_inner_side_of_a_loop_counts_every_time() -> None:
    inner = node("Index Scan", 0.2, **{"Actual Loops": 50, "Actual Rows": 1.5, "Index Name": "i", "Relation Name": "t"})
    tree = plan_tree({"Plan": node("Nested Loop", 12, node("Seq Scan", 1), inner)})
    below = tree.root.children[1]
    assert below.own == pytest.approx(10)
    assert below.found == 75
    assert below.what == "Index Scan using i on t"


def test_workers_run_at_once() -> None:
    scan = node("Seq Scan", 9, **{"Actual Loops": 3})
    tree = plan_tree({"Plan": node("Gather", 10, scan, **{"Workers Launched": 2})})
    assert [tree.root.own, tree.root.children[0].own] == [1, 9]


def test_estimates_that_are_off_are_told_in_both_directions() -> None:
    for rows in (1, 1000):
        tree = plan_tree({"Plan": node("Seq Scan", 1, **{"Actual Rows": rows, "Plan Rows": 100 if rows == 1 else 10})})
        assert tree.root.off == 100
        assert "100 times off the estimate" in plan_text(tree)


def test_what_was_never_run_is_not_off() -> None:
    tree = plan_tree({"Plan": node("Append", 1, node("Seq Scan", 0, **{"Actual Loops": 0, "Actual Rows": 0}))})
    assert tree.root.children[0].never
    assert "never run" in plan_text(tree)
    assert tree.root.children[0].off == 1


def test_a_plan_that_was_not_run_is_judged_by_its_cost() -> None:
    tree = plan_tree({"Plan": planned("Hash Join", 100, planned("Seq Scan", 90))})
    assert (tree.unit, tree.root.found) == ("cost", None)
    assert [tree.root.hot, tree.root.children[0].hot] == [False, True]
    assert plan_text(tree).endswith("planned only: cost 100")


def test_html_is_escaped_and_stands_alone() -> None:
    scan = node(
        "Seq Scan", 1, **{"Relation Name": "<b>&", "Filter": "(a < '</code><script>')", "Rows Removed by Filter": 5}
    )
    html = plan_html(plan_tree({"Plan": scan}))
    assert "Seq Scan on &lt;b&gt;&amp;" in html
    assert "<script" not in html
    assert "5 thrown away" in html
    assert not [word for word in ("http", "url(", "src=") if word in html]
