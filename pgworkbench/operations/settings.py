"""Settings proposed by rule for a machine and a workload; each says why. They are starting points, not measurements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from pgworkbench.catalog import Catalog, Table, TableKind
from pgworkbench.operations.capacity import Capacity
from pgworkbench.operations.pooling.sizing import Machine, PoolSize

_MB = 2**20
_SORTS = 3  # sorts or hashes that a query of the usual kind runs at once
_HOT = 1_000_000  # rows in the first year: the default share of dead rows is too much here
_VACUUM_ROWS = 50_000  # dead rows that a large table may gather before it is vacuumed


@dataclass(frozen=True, slots=True)
class Proposal:
    """One setting of the server."""

    name: str
    value: str
    why: str


def server_settings(machine: Machine, pool: PoolSize) -> tuple[Proposal, ...]:
    """Memory, connections, and what makes slow statements visible. Sources: PostgreSQL, Resource Consumption (25 % of
    memory for shared_buffers) and Query Planning (effective_cache_size); the rest by arithmetic that `why` gives.
    """
    shared = machine.memory // 4
    work = max(4, (machine.memory - shared) // 2 // (pool.default_pool_size + pool.reserve_pool_size) // _SORTS // _MB)
    return (
        Proposal("max_connections", str(pool.max_connections), "the pool, and what it must leave to others"),
        Proposal("shared_buffers", f"{shared // _MB}MB", "a quarter of the memory"),
        Proposal("effective_cache_size", f"{machine.memory * 3 // 4 // _MB}MB", "shared buffers and the page cache"),
        Proposal("work_mem", f"{min(work, 256)}MB", f"half of the rest for the pool's queries, {_SORTS} sorts in each"),
        Proposal("maintenance_work_mem", f"{min(machine.memory // 16 // _MB, 2048)}MB", "vacuum and index builds"),
        Proposal("random_page_cost", "1.1", "solid-state disks; 4 was for spinning ones"),
        Proposal("default_toast_compression", "lz4", "faster than pglz at the same size, for new values"),
        Proposal("idle_in_transaction_session_timeout", "5min", "a forgotten transaction holds locks and dead rows"),
        Proposal("lock_timeout", "0", "0 here; migrations and the archive set their own"),
        Proposal("timezone", "'UTC'", "times are stored and shown in UTC"),
        Proposal(
            "shared_preload_libraries", "'pg_stat_statements,auto_explain'", "which statements cost most, and why"
        ),
        Proposal("pg_stat_statements.track", "top", "statements as the application sends them"),
        Proposal("auto_explain.log_min_duration", "500ms", "the plan of what was slow, in the log"),
        Proposal("auto_explain.log_analyze", "off", "timing every statement costs; turn it on for an hour"),
        Proposal("auto_explain.sample_rate", "0.1", "one slow statement in ten is enough to see which"),
        Proposal("log_min_duration_statement", "1s", "slow statements, with their parameters' types"),
        Proposal("log_parameter_max_length", "0", "parameters may be personal data: none in the log"),
        Proposal("log_lock_waits", "on", "who waited for whom, after deadlock_timeout"),
        Proposal("log_autovacuum_min_duration", "1min", "vacuums that take long"),
        Proposal("track_io_timing", "on", "EXPLAIN (BUFFERS) then says how long reads took"),
    )


def table_settings(catalog: Catalog, plan: Capacity) -> Iterator[str]:
    """`ALTER TABLE` statements for tables that are large in the first year: vacuumed after so many dead rows, not after
    a fifth of all. Partitions take no settings of their parent: theirs are set one by one.
    """
    for each in plan.sizes:
        if each.year != 1 or each.rows < _HOT:
            continue
        share = max(round(_VACUUM_ROWS / each.rows, 4), 0.001)
        for table in _tables(catalog, catalog.table(each.measured.table)):
            yield (
                sql.SQL("ALTER TABLE {} SET (")
                .format(sql.Identifier(table.name.schema, table.name.name))
                .as_string(None)
                + f"autovacuum_vacuum_scale_factor = {share:g}, autovacuum_analyze_scale_factor = {share:g}, "
                f"autovacuum_vacuum_insert_scale_factor = {share * 4:g});"
            )


def _tables(catalog: Catalog, table: Table) -> Iterator[Table]:
    if table.kind is not TableKind.PARTITIONED:
        yield table
    for part in catalog.partitions_of(table.name):
        yield from _tables(catalog, part)
