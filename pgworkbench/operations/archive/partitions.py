"""A range-partitioned table as its catalog describes it now, whatever its name: key, bounds, default partition."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import RefusedError, UnknownNameError
from pgworkbench.operations.archive.calendar import Step, month_of

TIMES = ("timestamptz", "timestamp", "date")
LOCK_SECONDS = 5  # nobody's queries queue behind ours for longer
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BOUND = re.compile(r"FOR VALUES FROM \((.*)\) TO \((.*)\)", re.DOTALL)

# Values are compared as text: these make every session print them alike. Without row_security=off an owner under
# FORCE ROW LEVEL SECURITY would see, archive and count some rows, and drop them all; with it the server refuses.
_SETTINGS = (
    "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex';"
    "SET extra_float_digits = 1; SET row_security = off; SET client_min_messages = warning; SET search_path = ''"
)

_TABLE = """
SELECT c.oid::bigint, p.partstrat::text, p.partnatts, a.attname::text, t.typname::text
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
  LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
 WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""

_PARTS = """
SELECT c.oid::bigint, n.nspname::text, c.relname::text, pg_catalog.pg_get_expr(c.relpartbound, c.oid),
       i.inhdetachpending, c.relkind = 'r'
  FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE i.inhparent = %s::oid
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One partition; `lower` and `upper` are None where it is open, or is the default one. `plain`: not partitioned."""

    oid: int
    name: Name
    lower: datetime | None
    upper: datetime | None
    default: bool = False
    pending: bool = False  # an interrupted DETACH CONCURRENTLY
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Partitioned:
    """A table partitioned by range over one column of time; `parts` by their lower bounds, the default one apart."""

    name: Name
    oid: int
    column: str
    type: str  # one of TIMES
    parts: tuple[Part, ...]
    default: Part | None

    @property
    def model(self) -> Part | None:
        """The latest partition with two bounds: width and name of new ones follow it."""
        return next((part for part in reversed(self.parts) if part.lower and part.upper), None)

    @property
    def step(self) -> Step:
        """The width of a partition; a month where there is none to follow."""
        if self.model is None or self.model.lower is None or self.model.upper is None:
            return Step()
        return Step.between(self.model.lower, self.model.upper)

    def floor(self, moment: datetime) -> datetime:
        """The lower bound of the partition that should hold `moment`."""
        origin = self.model.lower if self.model and self.model.lower else month_of(_EPOCH)
        return self.step.floor(moment, origin)

    def literal(self, moment: datetime) -> sql.Composable:
        """A bound in the key's type; a time zone is always said."""
        form = {"date": "%Y-%m-%d", "timestamp": "%Y-%m-%d %H:%M:%S", "timestamptz": "%Y-%m-%d %H:%M:%S+00"}[self.type]
        return sql.Literal(moment.strftime(form))


def identifier(name: Name) -> sql.Identifier:
    """The qualified name, for SQL."""
    return sql.Identifier(name.schema, name.name)


def settle(connection: psycopg.Connection) -> None:
    """Make a session print values the same way everywhere, and never see only some of the rows."""
    connection.execute(_SETTINGS)
    connection.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(f"{LOCK_SECONDS}s")))


def read_partitioned(connection: psycopg.Connection, name: Name) -> Partitioned:
    """The table as it is now; UnknownNameError if there is none, RefusedError if its partitions are not by time."""
    found = connection.execute(_TABLE, [name.schema, name.name]).fetchone()
    if found is None:
        raise UnknownNameError("table", str(name), partitioned_tables(connection))
    oid, strategy, keys, column, kind = found
    if strategy != "r" or keys != 1 or kind not in TIMES:
        raise RefusedError([f"{name} is not partitioned by the range of one column of type {', '.join(TIMES)}"])
    try:
        parts = [_part(row) for row in connection.execute(_PARTS, [oid])]
    except psycopg.errors.LockNotAvailable as error:  # to print a bound, the server locks its table
        raise RefusedError([f"{name} is locked by somebody else ({error.diag.message_primary}): try again"]) from None
    default = next((part for part in parts if part.default), None)
    others = sorted(
        (part for part in parts if not part.default), key=lambda part: part.lower or datetime.min.replace(tzinfo=UTC)
    )
    return Partitioned(name, oid, column, kind, tuple(others), default)


def partitioned_tables(connection: psycopg.Connection) -> tuple[str, ...]:
    """The names of all tables that are partitioned by range and are not partitions themselves."""
    rows = connection.execute(
        "SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_partitioned_table p "
        "JOIN pg_catalog.pg_class c ON c.oid = p.partrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE p.partstrat = 'r' AND NOT c.relispartition ORDER BY 1, 2"
    )
    return tuple(str(Name(schema, table)) for schema, table in rows)


def _part(row: tuple[int, str, str, str, bool, bool]) -> Part:
    oid, schema, table, bound, pending, plain = row
    name, found = Name(schema, table), _BOUND.fullmatch(bound)
    if found is None:
        return Part(oid, name, None, None, default=bound == "DEFAULT", pending=pending, plain=plain)
    return Part(oid, name, _moment(found[1]), _moment(found[2]), pending=pending, plain=plain)


def _moment(text: str) -> datetime | None:
    """A bound as PostgreSQL prints it; None for MINVALUE, infinity and what no calendar of ours holds."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(text.strip("'"))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
