"""What is set aside while rows are loaded, and put back: triggers, foreign keys, indexes. All in one transaction.

Triggers and foreign keys rest under session_replication_role = replica: the rows already hold what triggers would
write, and every foreign key is checked by a query of its own afterwards. Indexes are marked as not ready, so that
COPY passes them by, and are rebuilt by REINDEX, which marks them ready and valid again and enforces their rules
(reindex_index in src/backend/catalog/index.c). Nothing is dropped, so no name, comment or option can be lost;
a server that dies meanwhile rolls all of it back.
"""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError
from pgworkbench.seeding.target import TargetReference, TargetTable

_LEAVES = """
WITH RECURSIVE tree AS (
  SELECT %(table)s::oid AS oid
  UNION ALL
  SELECT i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid JOIN pg_class c ON c.oid = i.inhrelid
   WHERE c.relispartition
)
SELECT n.nspname, c.relname, c.oid::bigint
  FROM tree JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' ORDER BY c.oid
"""
_MARK = """
UPDATE pg_index SET indisready = false, indisvalid = false
 WHERE indrelid::bigint = ANY (%(tables)s) AND indisready AND indisvalid
"""
_MARKED = """
SELECT indexrelid::regclass::text FROM pg_index
 WHERE indrelid::bigint = ANY (%(tables)s) AND NOT (indisready AND indisvalid) ORDER BY 1
"""
_MAY = """
SELECT current_setting('is_superuser')::boolean,
       has_parameter_privilege('session_replication_role', 'SET')
"""
Leaf = tuple[str, str, int]  # schema, name, number


def rest_triggers(connection: psycopg.Connection) -> bool:
    """Let triggers and foreign keys rest until the transaction ends; True if indexes may be set aside as well."""
    superuser, may_rest = connection.execute(_MAY).fetchone() or (False, False)
    if not may_rest:
        raise SeedError(
            "seeding lets triggers rest, which only a superuser may do: connect as one, or "
            "GRANT SET ON PARAMETER session_replication_role TO this role"
        )
    connection.execute("SET LOCAL session_replication_role = replica")
    return bool(superuser)


def leaves(connection: psycopg.Connection, table: TargetTable) -> list[Leaf]:
    """The tables that hold a table's rows: its leaf partitions, or itself."""
    return connection.execute(_LEAVES, {"table": table.oid}).fetchall()


def set_indexes_aside(connection: psycopg.Connection, held: Sequence[Leaf]) -> None:
    """Mark the indexes of these tables as not ready."""
    connection.execute(_MARK, {"tables": [number for _, _, number in held]})


def rebuild_indexes(connection: psycopg.Connection, held: Sequence[Leaf]) -> None:
    """Build them, checking what they enforce; SeedError if one is still aside."""
    for schema, name, _ in held:
        connection.execute(sql.SQL("REINDEX TABLE {}").format(sql.Identifier(schema, name)))
    left = connection.execute(_MARKED, {"tables": [number for _, _, number in held]}).fetchall()
    if left:
        raise SeedError(f"these indexes could not be put back: {', '.join(name for (name,) in left)}")


def check_references(connection: psycopg.Connection, table: TargetTable) -> None:
    """Every foreign key of a table; SeedError names the first one that does not hold, and a row."""
    if len(table.references) > 1 and connection.execute(_lost(table)).fetchone() == (0,):
        return
    for reference in table.references:
        found = connection.execute(_orphans(table, reference)).fetchone()
        if found is not None:
            key = ", ".join(f"{name} = {value}" for name, value in zip(reference.columns, found, strict=True))
            raise SeedError(f"{table.name}: {reference.name} does not hold: no {reference.parent} for {key}")


def _lost(table: TargetTable) -> sql.Composed:
    """How many rows break any of the foreign keys: one scan for all of them, whose cost is that of taking rows apart.

    Counted, not limited to the first: a limit would have the planner walk through indexes.
    """
    joins, broken = [], []
    for number, reference in enumerate(table.references):
        other = f"parent {number}"
        missing = sql.SQL("{} IS NULL").format(sql.Identifier(other, reference.parent_columns[0]))
        parent = sql.Identifier(reference.parent.schema, reference.parent.name)
        join = sql.SQL("LEFT JOIN {} AS {} ON {}")
        joins.append(join.format(parent, sql.Identifier(other), _pairs(reference, other)))
        broken.append(_broken(reference, missing))
    return sql.SQL("SELECT count(*) FROM {} AS child {} WHERE {}").format(
        table.identifier, sql.SQL(" ").join(joins), sql.SQL(" OR ").join(broken)
    )


def _orphans(table: TargetTable, reference: TargetReference) -> sql.Composed:
    """One row whose parent is missing (or, with MATCH FULL, whose key is half NULL)."""
    missing = sql.SQL("NOT EXISTS (SELECT FROM {parent} AS parent WHERE {pairs})").format(
        parent=sql.Identifier(reference.parent.schema, reference.parent.name), pairs=_pairs(reference, "parent")
    )
    return sql.SQL("SELECT {shown} FROM {child} AS child WHERE {broken} LIMIT 1").format(
        shown=sql.SQL(", ").join(sql.SQL("{}::text").format(column) for column in _mine(reference)),
        child=table.identifier,
        broken=_broken(reference, missing),
    )


def _mine(reference: TargetReference) -> list[sql.Identifier]:
    return [sql.Identifier("child", name) for name in reference.columns]


def _pairs(reference: TargetReference, parent: str) -> sql.Composed:
    theirs = [sql.Identifier(parent, name) for name in reference.parent_columns]
    pairs = zip(theirs, _mine(reference), strict=True)
    return sql.SQL(" AND ").join(sql.SQL("{} = {}").format(*pair) for pair in pairs)


def _broken(reference: TargetReference, missing: sql.Composed) -> sql.Composed:
    """That a row breaks a foreign key whose parent is `missing`."""
    present = [sql.SQL("{} IS NOT NULL").format(column) for column in _mine(reference)]
    orphan = sql.SQL("({}) AND {}").format(sql.SQL(" AND ").join(present), missing)
    half = sql.SQL("({}) AND NOT ({})").format(sql.SQL(" OR ").join(present), sql.SQL(" AND ").join(present))
    return sql.SQL("(({}) OR ({}))").format(orphan, half) if reference.whole else sql.SQL("({})").format(orphan)
