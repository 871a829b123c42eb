"""Settings for a machine and a workload; each says why, and whether it was measured or follows from a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from psycopg import sql

from pgworkbench.catalog import Catalog, Name, TableKind
from pgworkbench.operations.capacity import Capacity, YearSize, leaves, size_text
from pgworkbench.operations.pooling.sizing import Machine, PoolSize
from pgworkbench.operations.tuning import Compressed, Hot, Tried
from pgworkbench.operations.tuning.heap import FILLFACTOR
from pgworkbench.operations.tuning.toast import LARGER

_MB = 2**20
_SORTS = 3  # sorts or hashes that a query of the usual kind runs at once
_HOT = 1_000_000  # rows in the first year: the default share of dead rows is too much here
_VACUUM_ROWS = 50_000  # dead rows that a large table may gather before it is vacuumed
_DEFAULT_SHARE = 0.2  # autovacuum_vacuum_scale_factor
_RULE = "by rule"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One setting of the server; `evidence` says what was measured, if anything was."""

    name: str
    value: str
    why: str
    evidence: str = _RULE


def server_settings(
    machine: Machine, pool: PoolSize, tried: Sequence[Tried] = (), compressed: Sequence[Compressed] | None = None
) -> tuple[Proposal, ...]:
    """Memory, connections, and what makes slow statements visible. Sources: PostgreSQL, Resource Consumption (25 % of
    memory for shared_buffers) and Query Planning (effective_cache_size); the rest by arithmetic that `why` gives.
    """
    seen = {each.candidate.name: each for each in tried}
    proposed = (*_memory(machine, pool), *_VISIBLE, *_compression(compressed))
    return tuple(_with_evidence(each, seen.get(each.name)) for each in proposed)


def _compression(compressed: Sequence[Compressed] | None) -> Iterator[Proposal]:
    """Proposed only where lz4 was seen to cost little room and to save time; by rule where no value is long."""
    name, why = (
        "default_toast_compression",
        "for new values; the server must be built with lz4, as Debian's and PGDG's are",
    )
    if compressed is None:
        yield Proposal(name, "lz4", why, f"{_RULE}: not measured with lz4 on the server of this run")
        return
    if not compressed:
        yield Proposal(name, "lz4", why, f"{_RULE}: no value of 2 kB and more in these rows")
        return
    bytes_, ms = (
        {way: sum(getattr(each, f"{way}{of}") for each in compressed) for way in ("pglz", "lz4")} for of in ("", "_ms")
    )
    seen = (
        f"measured: long values of {len(compressed)} columns take {size_text(bytes_['lz4'])} with lz4 and "
        f"{size_text(bytes_['pglz'])} with pglz, written and read in {ms['lz4']:.0f} and {ms['pglz']:.0f} ms"
    )
    better = bytes_["lz4"] <= bytes_["pglz"] * LARGER and ms["lz4"] < ms["pglz"]
    yield Proposal(name, "lz4" if better else "pglz", why, seen)


def _with_evidence(proposal: Proposal, tried: Tried | None) -> Proposal:
    if tried is None:
        return proposal
    value = "" if tried.candidate.value == proposal.value else f" (with {tried.candidate.value})"
    return replace(proposal, evidence=f"{tried.verdict}{value}")


def _memory(machine: Machine, pool: PoolSize) -> Iterator[Proposal]:
    shared = machine.memory // 4
    work = max(4, (machine.memory - shared) // 2 // (pool.default_pool_size + pool.reserve_pool_size) // _SORTS // _MB)
    yield Proposal("max_connections", str(pool.max_connections), "the pool, and what it must leave to others")
    yield Proposal("shared_buffers", f"{shared // _MB}MB", "a quarter of the memory")
    yield Proposal("effective_cache_size", f"{machine.memory * 3 // 4 // _MB}MB", "shared buffers and the page cache")
    yield Proposal(
        "work_mem", f"{min(work, 256)}MB", f"half of the rest for the pool's queries, {_SORTS} sorts in each"
    )
    yield Proposal("maintenance_work_mem", f"{min(machine.memory // 16 // _MB, 2048)}MB", "vacuum and index builds")


_VISIBLE = (
    Proposal("random_page_cost", "1.1", "solid-state disks; 4 was for spinning ones"),
    Proposal("jit", "off", "compiling costs more than short queries take"),
    Proposal("idle_in_transaction_session_timeout", "5min", "a forgotten transaction holds locks and dead rows"),
    Proposal("timezone", "'UTC'", "times are stored and shown in UTC"),
    Proposal("shared_preload_libraries", "'pg_stat_statements,auto_explain'", "which statements cost most, and why"),
    Proposal("pg_stat_statements.track", "top", "statements as the application sends them"),
    Proposal("auto_explain.log_min_duration", "500ms", "the plan of what was slow, in the log"),
    Proposal("auto_explain.log_analyze", "off", "timing every statement costs; turn it on for an hour"),
    Proposal("auto_explain.log_parameter_max_length", "0", "parameters may be personal data: none in the log"),
    Proposal("auto_explain.sample_rate", "0.1", "one slow statement in ten is enough to see which"),
    Proposal("log_min_duration_statement", "1s", "slow statements, with their parameters' types"),
    Proposal("log_parameter_max_length", "0", "parameters may be personal data: none in the log"),
    Proposal("log_parameter_max_length_on_error", "0", "nor with an error"),
    Proposal("log_lock_waits", "on", "who waited for whom, after deadlock_timeout"),
    Proposal("log_autovacuum_min_duration", "1min", "vacuums that take long"),
    Proposal("track_io_timing", "on", "EXPLAIN (BUFFERS) then says how long reads took"),
)


def settings_file(machine: Machine, proposals: Sequence[Proposal]) -> str:
    """postgresql.conf's part for these settings."""
    lines = [
        f"# For a machine with {machine.cores} cores and {size_text(machine.memory)} of memory: an assumption, unless",
        "# `pgworkbench operate` was told by --cores and --memory. Include it from postgresql.conf. `by rule` is a",
        "# starting point that nobody measured; what was measured was so with the workload on synthetic rows: compare",
        "# with your own.",
    ]
    for each in proposals:
        lines += [f"\n# {each.why} ({each.evidence})", f"{each.name} = {each.value}"]
    return "\n".join(lines) + "\n"


def table_settings(
    catalog: Catalog, plan: Capacity, hot: Sequence[Hot] = (), compressed: Sequence[Compressed] = ()
) -> Iterator[str]:
    """`ALTER TABLE` statements, each below a comment that says what it rests on. Partitions take no settings of their
    parent: theirs are set one by one, and a new one's again.
    """
    for each in plan.sizes:
        if each.year == plan.years[0] and each.rows >= _HOT:
            yield from _vacuum(catalog, each)
    for table in hot:
        if table.proposed and catalog.has_table(table.table) and not catalog.table(table.table).is_partition:
            yield _comment(
                f"{table.table}: {table.spaced} of {table.updates} updates HOT with fillfactor {FILLFACTOR}, "
                f"{table.full} with 100 (counted on the workload); old pages change with VACUUM FULL or pg_repack"
            )
            yield _alter(table.table, {"fillfactor": f"{FILLFACTOR}"})
    for column in compressed:
        if column.proposed:
            yield _comment(
                f"{column.table}.{column.column}: {column.rows} long values take {size_text(column.lz4)} with lz4, "
                f"{size_text(column.pglz)} with pglz, written and read in {column.lz4_ms:.1f} and "
                f"{column.pglz_ms:.1f} ms (measured); for new values"
            )
            form = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET COMPRESSION lz4;")
            yield form.format(_identifier(column.table), sql.Identifier(column.column)).as_string(None)


def _vacuum(catalog: Catalog, each: YearSize) -> Iterator[str]:
    parts = [t.name for t in leaves(catalog, catalog.table(each.measured.table)) if t.kind is not TableKind.PARTITIONED]
    rows = each.rows / max(len(parts), 1)
    share = min(max(round(_VACUUM_ROWS / rows, 4), 0.001), _DEFAULT_SHARE)
    gathered = size_text(rows * _DEFAULT_SHARE * each.measured.row_bytes)
    when = "after the first year" if each.year else "today"
    among = "" if len(parts) == 1 else f" in each of {len(parts)} partitions"
    yield _comment(
        f"{each.measured.table}: {rows:,.0f} rows {when}{among}; the default share would let "
        f"{gathered} of dead rows gather, this one {size_text(rows * share * each.measured.row_bytes)} "
        f"({each.measured.row_bytes:.0f} bytes a row, measured)"
    )
    options = {
        "autovacuum_vacuum_scale_factor": f"{share:g}",
        "autovacuum_analyze_scale_factor": f"{share:g}",
        "autovacuum_vacuum_insert_scale_factor": f"{min(share * 4, _DEFAULT_SHARE):g}",
    }
    yield from (_alter(name, options) for name in parts)


def _alter(table: Name, options: Mapping[str, str]) -> str:
    text = sql.SQL("ALTER TABLE {} SET (").format(_identifier(table)).as_string(None)
    return text + ", ".join(f"{name} = {value}" for name, value in options.items()) + ");"


def _identifier(table: Name) -> sql.Identifier:
    return sql.Identifier(table.schema, table.name)


def _comment(text: str) -> str:
    return f"\n-- {' '.join(text.split())}."
