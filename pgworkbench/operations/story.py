"""The drills as tables for a notebook: what each saw, or why it cannot run on this machine."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from pgworkbench.catalog import Catalog
from pgworkbench.errors import ServerError
from pgworkbench.operations.archive import ArchiveDrill, drill_archive
from pgworkbench.operations.capacity import Capacity, size_text
from pgworkbench.operations.distribution import Distribution, Reading, Where
from pgworkbench.operations.monitoring import ALERTS, Alert, evaluate
from pgworkbench.operations.tuning import Hot, Tried
from pgworkbench.operations.tuning.heap import FILLFACTOR
from pgworkbench.server import Database

if TYPE_CHECKING:
    import pandas as pd


class Drilled(Protocol):
    """A drill's report."""

    @property
    def steps(self) -> tuple[str, ...]:
        """What was seen, in sentences."""


Report = TypeVar("Report", bound=Drilled)


def attempted(drill: Callable[[], Report]) -> tuple[Report | None, pd.DataFrame]:
    """A drill's report, and a row for each thing that it saw. Where a program is missing, None and the row that says
    which; a proof that fails is an error, as ever.
    """
    try:
        report = drill()
    except ServerError as error:
        return None, _frame("what was seen", (f"not run here: {error}",))
    return report, _frame("what was seen", report.steps)


def told(drill: Callable[[], Drilled]) -> pd.DataFrame:
    """What a drill saw, where its report is not needed later."""
    return attempted(drill)[1]


def archive_copy(database: Database, catalog: Catalog, before: datetime) -> ArchiveDrill:
    """The archive's drill on a copy of a database."""
    with database.server.clone(database, "archive") as copy:
        return drill_archive(copy, catalog, before)


def placed(readings: tuple[Reading, ...]) -> pd.DataFrame:
    """Where queries may be sent, with their share of the declared calls."""
    import pandas as pd  # for people only

    total = sum(each.calls_per_hour or 0.0 for each in readings) or 1.0
    rows = []
    for where in Where:
        these = [each for each in readings if each.where is where]
        share = sum(each.calls_per_hour or 0.0 for each in these) / total
        example = these[0].query if these else ""
        rows.append({"where": where.value, "queries": len(these), "calls": f"{share:.0%}", "for example": example})
    return pd.DataFrame(rows)


def spread(plan: Distribution) -> pd.DataFrame:
    """What becomes of each kind of table on Citus, and what the rules know to be refused."""
    import pandas as pd  # for people only

    roles = {role: [each for each in plan.placements if each.role is role] for role in type(plan.placements[0].role)}
    rows = [
        {"becomes": role.value, "tables": len(these), "for example": ", ".join(str(each.table) for each in these[:3])}
        for role, these in roles.items()
    ]
    refused = [refusal for refusal in plan.refused if refusal.blocks]
    rows.append({"becomes": "refused", "tables": len(refused), "for example": "; ".join(r.what for r in refused[:3])})
    return pd.DataFrame(rows)


def _frame(name: str, texts: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd  # for people only

    return pd.DataFrame({name: list(texts)})


def updates(hot: tuple[Hot, ...]) -> pd.DataFrame:
    """Tables by how often the workload updates them, and where free space on the page pays."""
    import pandas as pd  # for people only

    return pd.DataFrame([
        {
            "table": str(each.table), "updates": each.updates, "HOT, full pages": each.full,
            f"HOT, fillfactor {FILLFACTOR}": each.spaced, "proposed": "yes" if each.proposed else "",
        }
        for each in hot
    ])  # fmt: skip


def years(plan: Capacity) -> pd.DataFrame:
    """Rows and bytes online at the end of each year, and the largest table then."""
    import pandas as pd  # for people only

    rows = []
    for year in plan.years:
        these = [each for each in plan.sizes if each.year == year]
        largest = max(these, key=lambda each: each.bytes)
        rows.append({
            "year": year, "rows": round(sum(each.rows for each in these)), "online": size_text(plan.total(year)),
            "in files": size_text(sum(each.archived * each.measured.row_bytes for each in these)),
            "largest": f"{largest.measured.table}, {size_text(largest.bytes)}",
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "rows", "online", "in files", "largest"])


def verdicts(tried: tuple[Tried, ...]) -> pd.DataFrame:
    """What each setting does to the plans of the workload, and to their times where plans change."""
    import pandas as pd  # for people only

    return pd.DataFrame([
        {
            "setting": each.candidate.name, "default": each.candidate.default, "tried": each.candidate.value,
            "seen": each.verdict.removeprefix("measured: "),
        }
        for each in tried
    ])  # fmt: skip


def firing(database: Database, alerts: Collection[Alert] = ALERTS) -> pd.DataFrame:
    """What would fire on this server at this moment."""
    import pandas as pd  # for people only

    with database.connect(autocommit=True) as connection:
        found = evaluate(connection, alerts)
    columns = ["alert", "value", "threshold", "whose", "first"]
    return pd.DataFrame(
        [
            {
                "alert": each.alert.name, "value": round(each.value, 2), "threshold": each.alert.threshold,
                "whose": ", ".join(each.labels.values()), "first": each.alert.advice,
            }
            for each in found
        ],
        columns=columns,
    )  # fmt: skip
