"""Which queries may be sent to a read replica: what a standby refuses, and what may be stale there.

Sources: PostgreSQL, Hot Standby, "User's Overview" (what a standby refuses); the brief's `consistency` for each table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psycopg

from pgworkbench.brief import Brief
from pgworkbench.catalog import Catalog
from pgworkbench.operations.bodies import Bodies, bodies_of, reached, words_of
from pgworkbench.operations.session import enter
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import Parameters, accept_values, draw
from pgworkbench.workload.sql import locks_rows

_STANDBY = Path(__file__).with_name("standby.md")
_WRITES = {"insert", "update", "delete", "merge", "nextval", "setval"}
_REFUSED = {
    "NEXTVAL": "it takes a number from a sequence",
    "SETVAL": "it sets a sequence",
    "PG_NOTIFY": "a standby sends no notifications",
    "LO_CREATE": "a standby makes no large objects",
    "LO_UNLINK": "a standby removes no large objects",
    "LO_PUT": "a standby changes no large objects",
    "LO_FROM_BYTEA": "a standby makes no large objects",
    **dict.fromkeys(
        (
            f"PG_{way}ADVISORY_{scope}LOCK{kind}"
            for way in ("", "TRY_")
            for scope in ("", "XACT_")
            for kind in ("", "_SHARED")
        ),
        "a standby's advisory locks are its own: they keep nobody out on the primary",
    ),
    "TXID_CURRENT": "a standby gives no transaction ids",
    "PG_CURRENT_XACT_ID": "a standby gives no transaction ids",
}
_STARTS = {
    "LISTEN": "a standby has no notifications",
    "NOTIFY": "a standby sends no notifications",
    "LOCK": "a standby grants no such lock",
    "CREATE": "a standby makes nothing, temporary tables included",
    "PREPARE TRANSACTION": "a standby prepares no transactions",
    **dict.fromkeys(
        (
            "ALTER",
            "DROP",
            "TRUNCATE",
            "GRANT",
            "REVOKE",
            "COMMENT",
            "REINDEX",
            "CLUSTER",
            "REFRESH",
            "IMPORT",
            "REASSIGN",
        ),
        "a standby changes nothing",
    ),
    **dict.fromkeys(("CALL", "DO"), "what it runs may write"),
    "VACUUM": "a standby is vacuumed by its primary",
    "ANALYZE": "a standby is analysed by its primary",
}


class Where(StrEnum):
    """Where a query may be sent."""

    PRIMARY = "primary"
    REPLICA = "replica"
    PATIENT = "replica, if a moment's delay is allowed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One query: where it may go and why; `strong` are tables it reads whose brief asks for the latest rows."""

    query: str
    where: Where
    why: str
    strong: tuple[str, ...] = ()
    calls_per_hour: float | None = None


def replicas(workload: Workload, catalog: Catalog, brief: Brief | None = None) -> tuple[Reading, ...]:
    """Every query's place, from its text, the functions and views that it names, and the brief."""
    bodies = bodies_of(catalog)
    writing = _writing_functions(catalog, bodies)
    return tuple(_reading(query, catalog, brief, (bodies, writing)) for query in workload.queries)


def _reading(query: Query, catalog: Catalog, brief: Brief | None, known: tuple[Bodies, Collection[str]]) -> Reading:
    bodies, writing = known
    words = words_of(query.sql)
    if why := next(_reasons(query, words, writing), None):
        return Reading(query.name, Where.PRIMARY, why, calls_per_hour=query.calls_per_hour)
    named = reached(set(words), bodies)
    tables = [str(table.name) for table in catalog.base_tables if table.name.name in named]
    consistency = {name: brief.tables[name].consistency for name in tables if brief and name in brief.tables}
    strong = tuple(name for name in tables if consistency.get(name) != "eventual")
    if strong:
        why = "reads only, but not its own writes: not for the page that follows a change"
        return Reading(query.name, Where.PATIENT, why, strong, query.calls_per_hour)
    why = "reads only; the brief lets every table that it reads be behind"
    return Reading(query.name, Where.REPLICA, why, calls_per_hour=query.calls_per_hour)


def _reasons(query: Query, words: list[str], writing: Collection[str]) -> Iterator[str]:
    if query.kind is QueryKind.WRITE:
        yield "it writes"
    if locks_rows(query.sql):
        yield "it locks rows (FOR UPDATE, FOR SHARE), which a standby refuses"
    upper = [word.upper() for word in words]
    yield from (why for name, why in _REFUSED.items() if name in upper)
    yield from (why for start, why in _STARTS.items() if upper[: len(start.split())] == start.split())
    if upper[:1] in (["SELECT"], ["WITH"]) and "INTO" in upper:
        yield "it makes a table (SELECT … INTO)"
    yield from (f"it calls {name}(), which writes" for name in sorted(set(words) & set(writing)))


def _writing_functions(catalog: Catalog, bodies: Bodies) -> frozenset[str]:
    """Functions whose text inserts, updates or deletes, or that call one of those."""
    names = {each.name.name for each in catalog.functions if each.name.name in bodies}
    return frozenset(name for name in names if reached({name}, bodies) & _WRITES)


def disproved(database: Database, workload: Workload, readings: Collection[Reading]) -> tuple[str, ...]:
    """Run every query that may leave the primary in a READ ONLY transaction; those that are refused, with the reason.

    A standby refuses all that such a transaction refuses, so nothing that is named here may go to one.
    """
    away = {each.query for each in readings if each.where is not Where.PRIMARY}
    found = []
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        for query in (query for query in workload.queries if query.name in away):
            for values in draw(connection, query, 1):
                try:
                    with connection.transaction(force_rollback=True):
                        _read_only(connection, database, query, values)
                except psycopg.Error as error:
                    found.append(f"{query.name}: {error.diag.message_primary or error}")
    return tuple(found)


def _read_only(connection: psycopg.Connection, database: Database, query: Query, values: Parameters) -> None:
    connection.execute("SET TRANSACTION READ ONLY")
    enter(connection, database.roles, query, values)
    connection.execute(query.statement.encode(), dict(values))


def replicas_page(readings: Collection[Reading]) -> str:
    """Markdown: how much of the load may leave the primary, each query's place, and how a standby is kept."""
    return "\n".join(_page(readings)) + "\n" + _STANDBY.read_text(encoding="utf-8")


def _page(readings: Collection[Reading]) -> Iterator[str]:
    total = sum(each.calls_per_hour or 0.0 for each in readings)
    yield "# Which queries may go to a read replica\n"
    yield "By rules, from each query's text, the functions that it calls and the brief's `consistency`;"
    yield "`pgworkbench operate drill replica` sends each to a real standby. A replica is behind by"
    yield "`pg_stat_replication.replay_lag` (alert `replication_lag`); who must read what he has just written asks the"
    yield "primary, or waits for `pg_last_wal_replay_lsn()` to reach his commit's `pg_current_wal_lsn()`.\n"
    if not readings:
        yield "No workload was given, so nothing was looked at: `pgworkbench operate --workload FILE …` reads one."
        return
    yield "| where | queries | share of the declared calls |\n|---|---|---|"
    for where in Where:
        these = [each for each in readings if each.where is where]
        share = sum(each.calls_per_hour or 0.0 for each in these) / total if total else 0.0
        yield f"| {where.value} | {len(these)} | {share:.0%} |"
    for where in Where:
        yield f"\n## {where.value[0].upper()}{where.value[1:]}\n"
        these = [each for each in readings if each.where is where]
        yield from (_told(each) for each in these)
        if not these:
            yield "None."


def _told(each: Reading) -> str:
    strong = f" (strong: {', '.join(each.strong)})" if each.strong else ""
    reason = f": {each.why}" if each.where is Where.PRIMARY else strong
    return f"- `{each.query}`{reason}"
