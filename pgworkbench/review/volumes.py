"""How large a table will be, by the brief."""

from __future__ import annotations

from pgworkbench.brief import TableBrief
from pgworkbench.catalog import Table
from pgworkbench.review.subject import Subject


def table_brief(subject: Subject, table: Table) -> TableBrief | None:
    """What the brief says of a table; None if nothing."""
    return None if subject.brief is None else subject.brief.tables.get(str(table.name))


def rows_ahead(subject: Subject, table: Table) -> float | None:
    """Rows at the horizon of the conventions, by compound growth from the first year's end; None if not known."""
    brief = table_brief(subject, table)
    if brief is None or brief.production is None:
        return None
    years = subject.conventions.horizon_years - 1
    return float(brief.production) * (1 + (brief.growth or 0.0)) ** years
