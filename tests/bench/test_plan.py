"""What is read from a plan."""

from __future__ import annotations

from pgworkbench.bench.plan import (
    Pages,
    fingerprint,
    indexes_used,
    outline,
    pages_of,
    rows_of,
    tables_touched,
    tables_written,
    trimmed,
)
from pgworkbench.catalog import Name

BITMAP = {
    "Node Type": "Bitmap Heap Scan", "Schema": "odd schema", "Relation Name": "t", "Recheck Cond": "(a = 1)",
    "Actual Rows": 0, "Actual Loops": 1, "Shared Hit Blocks": 3, "Shared Read Blocks": 2, "Temp Written Blocks": 4,
    "Total Cost": 12.5, "Output": ["a", "b"], "Local Hit Blocks": 0,
    "Plans": [{"Node Type": "Bitmap Index Scan", "Index Name": "i", "Index Cond": "(a = 1)"}],
}  # fmt: skip
WRITE = {
    "Node Type": "ModifyTable", "Operation": "Update", "Schema": "public", "Relation Name": "w", "Actual Rows": 0,
    "Actual Loops": 1, "Target Tables": [{"Schema": "public", "Relation Name": "w_p1"}],
    "Plans": [
        {"Node Type": "Seq Scan", "Schema": "public", "Relation Name": "w_p1", "Actual Rows": 7.0, "Actual Loops": 2},
    ],
}  # fmt: skip


def test_an_index_has_its_tables_schema() -> None:
    assert indexes_used(BITMAP) == (Name("odd schema", "i"),)
    assert tables_touched(BITMAP) == (Name("odd schema", "t"),)


def test_a_write_says_what_it_writes_and_how_many_rows() -> None:
    assert tables_written(WRITE) == (Name("public", "w"), Name("public", "w_p1"))
    assert rows_of(WRITE) == 14
    assert tables_written(BITMAP) == ()


def test_pages_are_those_of_the_whole_plan() -> None:
    assert pages_of(BITMAP) == Pages(hit=3, read=2, dirtied=0, temporary=4)
    assert pages_of(BITMAP).touched == 5


def test_a_fingerprint_knows_what_is_done_and_not_what_it_cost() -> None:
    dearer = BITMAP | {"Total Cost": 99, "Actual Rows": 5}
    elsewhere = BITMAP | {"Recheck Cond": "(a = 2)"}
    assert fingerprint(dearer) == fingerprint(BITMAP) == fingerprint(elsewhere)
    assert fingerprint(elsewhere, conditions=True) != fingerprint(BITMAP, conditions=True)
    assert fingerprint(WRITE) != fingerprint(BITMAP)


def test_an_outline_is_one_line_a_node() -> None:
    assert outline(BITMAP) == "Bitmap Heap Scan on odd schema.t  (0 rows)\n  Bitmap Index Scan using i"


def test_a_recorded_plan_keeps_its_rows_and_loses_its_noughts() -> None:
    kept = trimmed(BITMAP)
    assert kept["Actual Rows"] == 0
    assert not {"Output", "Local Hit Blocks"} & kept.keys()
    assert fingerprint(kept) == fingerprint(BITMAP)
