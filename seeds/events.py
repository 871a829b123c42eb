"""Events: what happened this year to leads, campaigns and users, as the application would have told it.

They follow from the rows themselves, so the server makes them from the tables, after those are filled. Streams, events,
outbox and snapshots read the same list of happenings and cannot disagree.
"""

from pathlib import Path

from pgworkbench.seeding.plan import TablePlan
from schema.server_side.compose import Sql, compose

_HERE = Path(__file__).parent / "sql"


def _plan(table: str) -> TablePlan:
    happenings = Sql((_HERE / "happenings.sql").read_text(encoding="utf-8"))
    return TablePlan(table, select=compose((_HERE / f"{table}.sql").read_text(encoding="utf-8"), happenings=happenings))


PLANS = tuple(map(_plan, ("event_streams", "events", "event_outbox", "event_snapshots")))
