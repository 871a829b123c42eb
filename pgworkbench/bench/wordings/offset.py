"""Pages by OFFSET, compared with the first page: that is what a page costs which is asked for by its last key."""

from __future__ import annotations

from typing import Any

from pgworkbench.bench.wordings.tree import Columns, selects

SAID = "pages by OFFSET read all rows before: ask for the rows after the last key, in an index's order"
ALIKE = False  # another page, on purpose


def reword(parsed: Any, _: Columns) -> bool:
    """Without OFFSET."""
    paged = [select for select in selects(parsed) if select.HasField("limit_offset")]
    for select in paged:
        select.ClearField("limit_offset")
    return bool(paged)
